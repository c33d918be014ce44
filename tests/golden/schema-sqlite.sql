CREATE TABLE "organization" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "sector" TEXT,
  "headcount" INTEGER,
  "show_inherent" INTEGER,
  "method" TEXT,
  "language" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "scope" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "statement" TEXT NOT NULL,
  "standards" TEXT,
  "boundaries" TEXT,
  "interfaces" TEXT,
  "exclusions" TEXT,
  "headcount" INTEGER,
  "parent" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "criteria" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "climate_relevant" TEXT,
  "climate_reason" TEXT,
  "climate_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "climate_on" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "site" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "address" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "headcount" INTEGER,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "activities" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "process" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "criteria" TEXT,
  "interactions" TEXT,
  "records" TEXT,
  "review_on" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "issue" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "effect" TEXT,
  "response" TEXT,
  "review_on" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "party" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "interest" TEXT,
  "review_on" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "party_requirement" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "party" INTEGER REFERENCES "party" ("id") DEFERRABLE INITIALLY DEFERRED,
  "addressed" TEXT,
  "how" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "obligation" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "reference" TEXT,
  "url" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "description" TEXT,
  "valid_until" TEXT,
  "review_on" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "person" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "name" TEXT NOT NULL,
  "email" TEXT,
  "job" TEXT,
  "department" TEXT,
  "manager" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "appointment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "person" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "kind" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "responsibility" TEXT,
  "authority" TEXT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "appointed_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "accepted_on" TEXT
) STRICT;
CREATE TABLE "grant" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "person" INTEGER NOT NULL REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "role" TEXT NOT NULL,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "given_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "criteria" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "status" TEXT,
  "replaces" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "likelihood_scale" TEXT NOT NULL,
  "consequence_scale" TEXT NOT NULL,
  "level_scale" TEXT NOT NULL,
  "need_scale" TEXT NOT NULL,
  "matrix" TEXT NOT NULL,
  "acceptance" TEXT NOT NULL,
  "inheritance" TEXT,
  "interval_months" INTEGER,
  "triggers" TEXT,
  "approved_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "in_force_from" TEXT,
  "likelihood_steps" INTEGER,
  "consequence_steps" INTEGER,
  "sum_confidentiality" INTEGER,
  "sum_integrity" INTEGER,
  "sum_availability" INTEGER,
  "notes" TEXT,
  "frequency_bands" TEXT,
  "loss_bands" TEXT,
  "tolerance" TEXT,
  "weights" TEXT,
  "combined_likelihood" TEXT,
  "strategic_months" INTEGER
) STRICT;
CREATE TABLE "risk_assessment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "status" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "criteria" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "started_on" TEXT,
  "finished_on" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "participants" TEXT,
  "changes" TEXT,
  "next_on" TEXT,
  "notes" TEXT,
  "cycle" TEXT,
  "results" TEXT,
  "results_digest" TEXT,
  "results_entry" INTEGER
) STRICT;
CREATE TABLE "asset" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "category" TEXT,
  "confidentiality" INTEGER,
  "integrity" INTEGER,
  "availability" INTEGER,
  "location" TEXT,
  "classification" TEXT,
  "custodian" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "value" INTEGER,
  "review_on" TEXT,
  "criteria" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "basis_changed_on" TEXT,
  "description" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "risk_source" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "desired_states" TEXT,
  "library" TEXT,
  "notes" TEXT
) STRICT;
CREATE TABLE "threat" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "library" TEXT,
  "basis_changed_on" TEXT
) STRICT;
CREATE TABLE "vulnerability" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "library" TEXT,
  "basis_changed_on" TEXT
) STRICT;
CREATE TABLE "risk" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "status" TEXT,
  "approach" TEXT,
  "cause" TEXT,
  "event" TEXT,
  "impact" TEXT,
  "properties" TEXT,
  "current_likelihood" INTEGER,
  "current_consequence" INTEGER,
  "current_level" INTEGER,
  "target_likelihood" INTEGER,
  "target_consequence" INTEGER,
  "target_level" INTEGER,
  "inherent_likelihood" INTEGER,
  "inherent_consequence" INTEGER,
  "inherent_level" INTEGER,
  "rating_reason" TEXT,
  "confidence" TEXT,
  "criteria" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "assessment" INTEGER REFERENCES "risk_assessment" ("id") DEFERRABLE INITIALLY DEFERRED,
  "assessed_on" TEXT,
  "review_on" TEXT,
  "basis_changed_on" TEXT,
  "rating_changed_on" TEXT,
  "scenario_digest" TEXT,
  "notes" TEXT,
  "library" TEXT,
  "current_frequency" REAL,
  "current_loss_low" INTEGER,
  "current_loss_high" INTEGER,
  "target_frequency" REAL,
  "target_loss_low" INTEGER,
  "target_loss_high" INTEGER,
  "inherent_frequency" REAL,
  "inherent_loss_low" INTEGER,
  "inherent_loss_high" INTEGER,
  "frequency_low" REAL,
  "frequency_high" REAL,
  "secondary_share" REAL,
  "secondary_loss_low" INTEGER,
  "secondary_loss_high" INTEGER,
  "retention" INTEGER,
  "cover" INTEGER,
  "classes" TEXT,
  "attempt_likelihood" INTEGER,
  "success_likelihood" INTEGER,
  "desired_end_state" TEXT,
  "target_confidence" TEXT,
  "money_confidence" TEXT,
  "inherent_confidence" TEXT,
  "happened_on" TEXT,
  "happened_note" TEXT,
  "happened_unrated" TEXT,
  "current_points" REAL
) STRICT;
CREATE TABLE "treatment" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "risk" INTEGER REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "option" TEXT,
  "status" TEXT,
  "responsible" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "due" TEXT,
  "done_on" TEXT,
  "resources" TEXT,
  "cost" INTEGER,
  "success_measure" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "acceptance" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "risk" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "kind" TEXT NOT NULL,
  "statement" TEXT,
  "valid_until" TEXT,
  "decided_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "decided_on" TEXT,
  "second_of" INTEGER REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED,
  "criteria" INTEGER REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED,
  "bound_owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "bound_likelihood" INTEGER,
  "bound_consequence" INTEGER,
  "bound_level" INTEGER,
  "bound_digest" TEXT,
  "bound" TEXT,
  "needs_second" INTEGER,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE "statement" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "number" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "scope" INTEGER NOT NULL REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "requirement" TEXT,
  "applicable" TEXT,
  "reasons" TEXT,
  "justification" TEXT,
  "adaptation" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "parts_confirmed" INTEGER,
  "position" INTEGER,
  "notes" TEXT
) STRICT;
CREATE TABLE "control" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "how" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "status" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "kind" TEXT,
  "frequency" TEXT,
  "cost" INTEGER,
  "tested_on" TEXT,
  "tested_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "test_result" TEXT,
  "effect" TEXT,
  "due" TEXT,
  "review_on" TEXT,
  "notes" TEXT,
  "frequency_effect" REAL,
  "loss_effect" REAL,
  "mandatory" INTEGER
) STRICT;
CREATE TABLE "soa_version" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "scope" INTEGER NOT NULL REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "number" INTEGER,
  "approved_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "approved_on" TEXT,
  "digest" TEXT,
  "rows" TEXT,
  "content_digest" TEXT,
  "exception" INTEGER REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "judgement" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "requirement" TEXT NOT NULL,
  "scope" INTEGER NOT NULL REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "answer" TEXT NOT NULL,
  "decided_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "decided_on" TEXT,
  "valid_until" TEXT,
  "reason" TEXT
) STRICT;
CREATE TABLE "exception" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "reason" TEXT,
  "compensating" TEXT,
  "approved_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "status" TEXT
) STRICT;
CREATE TABLE "evidence" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "file" TEXT,
  "url" TEXT,
  "proves" TEXT,
  "period_from" TEXT,
  "period_to" TEXT,
  "collected_on" TEXT,
  "valid_until" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT
) STRICT;
CREATE TABLE "document" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "status" TEXT,
  "classification" TEXT,
  "audience" TEXT,
  "review_on" TEXT,
  "notes" TEXT,
  "template" TEXT
) STRICT;
CREATE TABLE "document_version" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "document" INTEGER NOT NULL REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED,
  "number" INTEGER,
  "status" TEXT,
  "body" TEXT,
  "file" TEXT,
  "change_summary" TEXT,
  "author" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "approved_by" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "approved_on" TEXT,
  "published_on" TEXT,
  "exception" INTEGER REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE "acknowledgement" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "document_version" INTEGER NOT NULL REFERENCES "document_version" ("id") DEFERRABLE INITIALLY DEFERRED,
  "person" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "read_on" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE "task" (
  "id" INTEGER PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "archived" INTEGER NOT NULL,
  "created" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "owner" INTEGER REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED,
  "due" TEXT,
  "status" TEXT,
  "done_on" TEXT,
  "recurrence" TEXT,
  "scope" INTEGER REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED,
  "risk" INTEGER REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "document" INTEGER REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED,
  "notes" TEXT,
  "step" TEXT
) STRICT;
CREATE TABLE "standard" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "name" TEXT,
  "edition" TEXT,
  "year" TEXT,
  "date" TEXT,
  "purpose" TEXT,
  "certifiable" TEXT,
  "kind" TEXT,
  "status_note" TEXT,
  "confidence" TEXT,
  "pages" TEXT,
  "free" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "requirement" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "standard" TEXT,
  "number" TEXT,
  "title" TEXT,
  "kind" TEXT,
  "parent" TEXT,
  "theme" TEXT,
  "control_types" TEXT,
  "information_security_properties" TEXT,
  "cybersecurity_concepts" TEXT,
  "operational_capabilities" TEXT,
  "security_domains" TEXT,
  "role" TEXT,
  "has_requirement" INTEGER,
  "formerly" TEXT,
  "position" INTEGER,
  "note" TEXT,
  "text_of" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "term" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "label" TEXT,
  "also" TEXT,
  "see" TEXT,
  "definition" TEXT,
  "example" TEXT
) STRICT;
CREATE TABLE "mapping" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "from_ref" TEXT,
  "to_ref" TEXT,
  "relation" TEXT,
  "source" TEXT
) STRICT;
CREATE TABLE "library" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "kind" TEXT,
  "title" TEXT,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "fits" TEXT,
  "likelihood" INTEGER,
  "source" TEXT,
  "threats" TEXT,
  "vulnerabilities" TEXT,
  "controls" TEXT,
  "description" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "construct" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "kind" TEXT,
  "unit" TEXT,
  "better" TEXT,
  "target" INTEGER,
  "warning" INTEGER,
  "collect" TEXT,
  "report" TEXT,
  "serves" TEXT,
  "need" TEXT,
  "query" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "template" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "kind" TEXT,
  "start" INTEGER,
  "review_months" INTEGER,
  "serves" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "guide" (
  "id" INTEGER PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "kind" TEXT,
  "title" TEXT,
  "position" INTEGER,
  "stage" TEXT,
  "flag" TEXT,
  "role" TEXT,
  "refs" TEXT,
  "body" TEXT
) STRICT;
CREATE TABLE "asset_depends" (
  "from_id" INTEGER NOT NULL REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "asset_depends_to" ON "asset_depends" ("to_id", "from_id");
CREATE TABLE "risk_asset" (
  "from_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "risk_asset_to" ON "risk_asset" ("to_id", "from_id");
CREATE TABLE "risk_threat" (
  "from_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "threat" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "risk_threat_to" ON "risk_threat" ("to_id", "from_id");
CREATE TABLE "risk_origin" (
  "from_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "risk_source" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "risk_origin_to" ON "risk_origin" ("to_id", "from_id");
CREATE TABLE "risk_vulnerability" (
  "from_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "vulnerability" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "risk_vulnerability_to" ON "risk_vulnerability" ("to_id", "from_id");
CREATE TABLE "risk_control" (
  "from_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "risk_control_to" ON "risk_control" ("to_id", "from_id");
CREATE TABLE "treatment_control" (
  "from_id" INTEGER NOT NULL REFERENCES "treatment" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "treatment_control_to" ON "treatment_control" ("to_id", "from_id");
CREATE TABLE "control_statement" (
  "from_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED,
  "coverage" TEXT,
  "part" TEXT,
  "status" TEXT,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "control_statement_to" ON "control_statement" ("to_id", "from_id");
CREATE TABLE "control_helps" (
  "from_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "control_helps_to" ON "control_helps" ("to_id", "from_id");
CREATE TABLE "control_requires" (
  "from_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "control_requires_to" ON "control_requires" ("to_id", "from_id");
CREATE TABLE "control_excludes" (
  "from_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "control_excludes_to" ON "control_excludes" ("to_id", "from_id");
CREATE TABLE "statement_obligation" (
  "from_id" INTEGER NOT NULL REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "obligation" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "statement_obligation_to" ON "statement_obligation" ("to_id", "from_id");
CREATE TABLE "exception_statement" (
  "from_id" INTEGER NOT NULL REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "exception_statement_to" ON "exception_statement" ("to_id", "from_id");
CREATE TABLE "exception_control" (
  "from_id" INTEGER NOT NULL REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "exception_control_to" ON "exception_control" ("to_id", "from_id");
CREATE TABLE "evidence_control" (
  "from_id" INTEGER NOT NULL REFERENCES "evidence" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "evidence_control_to" ON "evidence_control" ("to_id", "from_id");
CREATE TABLE "evidence_requirement" (
  "from_id" INTEGER NOT NULL REFERENCES "evidence" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "evidence_requirement_to" ON "evidence_requirement" ("to_key", "from_id");
CREATE TABLE "document_requirement" (
  "from_id" INTEGER NOT NULL REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "document_requirement_to" ON "document_requirement" ("to_key", "from_id");
CREATE TABLE "document_control" (
  "from_id" INTEGER NOT NULL REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "document_control_to" ON "document_control" ("to_id", "from_id");
CREATE TABLE "obligation_requirement" (
  "from_id" INTEGER NOT NULL REFERENCES "obligation" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
) STRICT, WITHOUT ROWID;
CREATE INDEX "obligation_requirement_to" ON "obligation_requirement" ("to_key", "from_id");
CREATE TABLE "task_control" (
  "from_id" INTEGER NOT NULL REFERENCES "task" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "task_control_to" ON "task_control" ("to_id", "from_id");
CREATE TABLE "acceptance_control" (
  "from_id" INTEGER NOT NULL REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "acceptance_control_to" ON "acceptance_control" ("to_id", "from_id");
CREATE TABLE "acceptance_treatment" (
  "from_id" INTEGER NOT NULL REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED,
  "to_id" INTEGER NOT NULL REFERENCES "treatment" ("id") DEFERRABLE INITIALLY DEFERRED,
  "option" TEXT,
  "due" TEXT,
  "latest" TEXT,
  PRIMARY KEY ("from_id", "to_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "acceptance_treatment_to" ON "acceptance_treatment" ("to_id", "from_id");
CREATE INDEX "organization_natural" ON "organization" ("archived", "natural");
CREATE INDEX "scope_natural" ON "scope" ("archived", "natural");
CREATE INDEX "site_natural" ON "site" ("archived", "natural");
CREATE INDEX "process_natural" ON "process" ("archived", "natural");
CREATE INDEX "issue_natural" ON "issue" ("archived", "natural");
CREATE INDEX "issue_list1" ON "issue" ("archived", "kind", "natural");
CREATE INDEX "issue_list2" ON "issue" ("archived", "scope", "kind");
CREATE INDEX "party_natural" ON "party" ("archived", "natural");
CREATE INDEX "party_requirement_natural" ON "party_requirement" ("archived", "natural");
CREATE INDEX "party_requirement_list1" ON "party_requirement" ("archived", "party");
CREATE INDEX "party_requirement_list2" ON "party_requirement" ("archived", "addressed");
CREATE INDEX "obligation_natural" ON "obligation" ("archived", "natural");
CREATE INDEX "obligation_list1" ON "obligation" ("archived", "kind");
CREATE INDEX "person_natural" ON "person" ("archived", "natural");
CREATE INDEX "person_email" ON "person" (lower("email"));
CREATE INDEX "appointment_natural" ON "appointment" ("archived", "natural");
CREATE INDEX "appointment_list1" ON "appointment" ("archived", "kind");
CREATE INDEX "appointment_list2" ON "appointment" ("archived", "person");
CREATE INDEX "grant_natural" ON "grant" ("archived", "natural");
CREATE INDEX "grant_list1" ON "grant" ("archived", "person");
CREATE INDEX "criteria_natural" ON "criteria" ("archived", "natural");
CREATE INDEX "risk_assessment_natural" ON "risk_assessment" ("archived", "natural");
CREATE INDEX "asset_natural" ON "asset" ("archived", "natural");
CREATE INDEX "asset_list1" ON "asset" ("archived", "kind", "natural");
CREATE INDEX "asset_list2" ON "asset" ("archived", "owner");
CREATE INDEX "risk_source_natural" ON "risk_source" ("archived", "natural");
CREATE INDEX "risk_source_list1" ON "risk_source" ("archived", "library");
CREATE INDEX "threat_natural" ON "threat" ("archived", "natural");
CREATE INDEX "threat_list1" ON "threat" ("archived", "library");
CREATE INDEX "vulnerability_natural" ON "vulnerability" ("archived", "natural");
CREATE INDEX "vulnerability_list1" ON "vulnerability" ("archived", "library");
CREATE INDEX "risk_natural" ON "risk" ("archived", "natural");
CREATE INDEX "risk_list1" ON "risk" ("archived", "current_level");
CREATE INDEX "risk_list2" ON "risk" ("archived", "status", "current_level");
CREATE INDEX "risk_list3" ON "risk" ("archived", "scope", "current_level");
CREATE INDEX "risk_list4" ON "risk" ("archived", "owner");
CREATE INDEX "risk_list5" ON "risk" ("archived", "status", "current_likelihood", "current_consequence", "kind");
CREATE INDEX "treatment_natural" ON "treatment" ("archived", "natural");
CREATE INDEX "treatment_list1" ON "treatment" ("archived", "risk");
CREATE INDEX "treatment_list2" ON "treatment" ("archived", "status", "due");
CREATE INDEX "treatment_list3" ON "treatment" ("archived", "responsible");
CREATE INDEX "treatment_list4" ON "treatment" ("archived", "due");
CREATE INDEX "acceptance_natural" ON "acceptance" ("archived", "natural");
CREATE INDEX "acceptance_list1" ON "acceptance" ("archived", "risk");
CREATE INDEX "acceptance_list2" ON "acceptance" ("archived", "second_of");
CREATE INDEX "statement_natural" ON "statement" ("archived", "natural");
CREATE INDEX "statement_list1" ON "statement" ("archived", "scope", "position");
CREATE INDEX "statement_list2" ON "statement" ("archived", "scope", "applicable");
CREATE INDEX "statement_list3" ON "statement" ("archived", "requirement");
CREATE INDEX "control_natural" ON "control" ("archived", "natural");
CREATE INDEX "control_list1" ON "control" ("archived", "status");
CREATE INDEX "control_list2" ON "control" ("archived", "owner");
CREATE INDEX "soa_version_natural" ON "soa_version" ("archived", "natural");
CREATE INDEX "soa_version_list1" ON "soa_version" ("archived", "scope", "number");
CREATE INDEX "judgement_list1" ON "judgement" ("archived", "scope", "requirement");
CREATE INDEX "exception_natural" ON "exception" ("archived", "natural");
CREATE INDEX "exception_list1" ON "exception" ("archived", "status", "valid_until");
CREATE INDEX "evidence_natural" ON "evidence" ("archived", "natural");
CREATE INDEX "evidence_list1" ON "evidence" ("archived", "valid_until");
CREATE INDEX "evidence_list2" ON "evidence" ("archived", "owner");
CREATE INDEX "document_natural" ON "document" ("archived", "natural");
CREATE INDEX "document_list1" ON "document" ("archived", "status");
CREATE INDEX "document_list2" ON "document" ("archived", "review_on");
CREATE INDEX "document_version_natural" ON "document_version" ("archived", "natural");
CREATE INDEX "document_version_list1" ON "document_version" ("archived", "document", "number");
CREATE INDEX "document_version_list2" ON "document_version" ("archived", "status");
CREATE INDEX "acknowledgement_natural" ON "acknowledgement" ("archived", "natural");
CREATE INDEX "acknowledgement_list1" ON "acknowledgement" ("archived", "document_version", "person");
CREATE INDEX "acknowledgement_list2" ON "acknowledgement" ("archived", "person");
CREATE INDEX "task_natural" ON "task" ("archived", "natural");
CREATE INDEX "task_list1" ON "task" ("archived", "status", "due");
CREATE INDEX "task_list2" ON "task" ("archived", "owner", "status", "due");
CREATE INDEX "requirement_list1" ON "requirement" ("standard", "position");
CREATE INDEX "requirement_list2" ON "requirement" ("ref");
CREATE INDEX "term_list1" ON "term" (lower("ref"));
CREATE INDEX "mapping_list1" ON "mapping" (lower("from_ref"));
CREATE INDEX "mapping_list2" ON "mapping" (lower("to_ref"));
CREATE INDEX "library_list1" ON "library" ("ref");
CREATE INDEX "library_list2" ON "library" ("kind");
CREATE INDEX "construct_list1" ON "construct" ("ref");
CREATE INDEX "template_list1" ON "template" ("ref");
CREATE INDEX "guide_list1" ON "guide" ("ref");
CREATE INDEX "guide_list2" ON "guide" ("kind", "position");
CREATE TABLE "meta" ("key" TEXT PRIMARY KEY, "value" TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "meta_field" ("entity" TEXT NOT NULL, "key" TEXT NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "flags" INTEGER NOT NULL, "target" TEXT NOT NULL, "since" INTEGER NOT NULL, PRIMARY KEY ("entity", "key")) STRICT, WITHOUT ROWID;
CREATE TABLE "counter" ("name" TEXT PRIMARY KEY, "value" INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "ledger" ("seq" INTEGER PRIMARY KEY, "time" INTEGER NOT NULL, "actor" INTEGER NOT NULL, "grant_id" INTEGER NOT NULL, "via" TEXT NOT NULL, "type" TEXT NOT NULL, "id" INTEGER NOT NULL, "version" INTEGER NOT NULL, "op" TEXT NOT NULL, "prev" INTEGER, "reason" BLOB, "body" BLOB NOT NULL, "hash" BLOB NOT NULL) STRICT;
CREATE TABLE "opening" ("seq" INTEGER PRIMARY KEY, "data" BLOB NOT NULL) STRICT;
CREATE TABLE "touched" ("type" TEXT NOT NULL, "id" INTEGER NOT NULL, "seq" INTEGER NOT NULL, PRIMARY KEY ("type", "id", "seq")) STRICT, WITHOUT ROWID;
CREATE TABLE "node" ("level" INTEGER NOT NULL, "idx" INTEGER NOT NULL, "hash" BLOB NOT NULL, PRIMARY KEY ("level", "idx")) STRICT, WITHOUT ROWID;
CREATE TABLE "account" ("person" INTEGER PRIMARY KEY, "password" TEXT, "totp" TEXT, "totp_step" INTEGER NOT NULL, "disabled" INTEGER NOT NULL, "changed" INTEGER NOT NULL) STRICT;
CREATE TABLE "invitation" ("hash" TEXT PRIMARY KEY, "person" INTEGER NOT NULL, "expires" INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "session" ("hash" TEXT PRIMARY KEY, "person" INTEGER NOT NULL, "secret" TEXT NOT NULL, "created" INTEGER NOT NULL, "seen" INTEGER NOT NULL, "agent" TEXT NOT NULL, "address" TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "token" ("id" INTEGER PRIMARY KEY, "hash" TEXT NOT NULL UNIQUE, "person" INTEGER NOT NULL, "title" TEXT NOT NULL, "access" TEXT NOT NULL, "created" INTEGER NOT NULL, "expires" INTEGER NOT NULL, "used" INTEGER) STRICT;
CREATE TABLE "idempotency" ("key" TEXT PRIMARY KEY, "created" INTEGER NOT NULL, "digest" TEXT NOT NULL, "status" INTEGER NOT NULL, "headers" TEXT NOT NULL, "body" TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE "draft" ("person" INTEGER NOT NULL, "form" TEXT NOT NULL, "saved" INTEGER NOT NULL, "body" TEXT NOT NULL, PRIMARY KEY ("person", "form")) STRICT, WITHOUT ROWID;
CREATE TABLE "saved_view" ("id" INTEGER PRIMARY KEY, "person" INTEGER NOT NULL, "team" INTEGER NOT NULL, "type" TEXT NOT NULL, "title" TEXT NOT NULL, "query" TEXT NOT NULL) STRICT;
CREATE TABLE "wording" ("ref" TEXT PRIMARY KEY, "text" TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE "search" USING fts5("body", content='', detail='none', columnsize=0, tokenize='ascii');
CREATE TRIGGER "ledger_no_update" BEFORE UPDATE ON "ledger" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER "ledger_no_delete" BEFORE DELETE ON "ledger" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
