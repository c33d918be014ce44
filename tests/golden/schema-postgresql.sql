CREATE TABLE "organization" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "sector" TEXT,
  "headcount" BIGINT,
  "show_inherent" BIGINT,
  "method" TEXT,
  "language" TEXT,
  "notes" TEXT
);
CREATE TABLE "scope" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "statement" TEXT NOT NULL,
  "standards" TEXT,
  "boundaries" TEXT,
  "interfaces" TEXT,
  "exclusions" TEXT,
  "headcount" BIGINT,
  "parent" BIGINT,
  "criteria" BIGINT,
  "owner" BIGINT,
  "climate_relevant" TEXT,
  "climate_reason" TEXT,
  "climate_by" BIGINT,
  "climate_on" TEXT,
  "notes" TEXT
);
CREATE TABLE "site" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "address" TEXT,
  "scope" BIGINT,
  "headcount" BIGINT,
  "owner" BIGINT,
  "activities" TEXT,
  "notes" TEXT
);
CREATE TABLE "process" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "criteria" TEXT,
  "interactions" TEXT,
  "records" TEXT,
  "review_on" TEXT,
  "notes" TEXT
);
CREATE TABLE "issue" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "owner" BIGINT,
  "scope" BIGINT,
  "effect" TEXT,
  "response" TEXT,
  "review_on" TEXT,
  "notes" TEXT
);
CREATE TABLE "party" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "interest" TEXT,
  "review_on" TEXT,
  "notes" TEXT
);
CREATE TABLE "party_requirement" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "party" BIGINT,
  "addressed" TEXT,
  "how" TEXT,
  "scope" BIGINT,
  "owner" BIGINT,
  "notes" TEXT
);
CREATE TABLE "obligation" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "reference" TEXT,
  "url" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "description" TEXT,
  "valid_until" TEXT,
  "review_on" TEXT,
  "notes" TEXT
);
CREATE TABLE "person" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "name" TEXT NOT NULL,
  "email" TEXT,
  "job" TEXT,
  "department" TEXT,
  "manager" BIGINT,
  "notes" TEXT
);
CREATE TABLE "appointment" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "person" BIGINT,
  "kind" TEXT,
  "scope" BIGINT,
  "responsibility" TEXT,
  "authority" TEXT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "appointed_by" BIGINT,
  "accepted_on" TEXT
);
CREATE TABLE "grant" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "person" BIGINT NOT NULL,
  "role" TEXT NOT NULL,
  "scope" BIGINT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "given_by" BIGINT,
  "notes" TEXT
);
CREATE TABLE "criteria" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "status" TEXT,
  "replaces" BIGINT,
  "likelihood_scale" TEXT NOT NULL,
  "consequence_scale" TEXT NOT NULL,
  "level_scale" TEXT NOT NULL,
  "need_scale" TEXT NOT NULL,
  "matrix" TEXT NOT NULL,
  "acceptance" TEXT NOT NULL,
  "inheritance" TEXT,
  "interval_months" BIGINT,
  "triggers" TEXT,
  "approved_by" BIGINT,
  "in_force_from" TEXT,
  "likelihood_steps" BIGINT,
  "consequence_steps" BIGINT,
  "sum_confidentiality" BIGINT,
  "sum_integrity" BIGINT,
  "sum_availability" BIGINT,
  "notes" TEXT,
  "frequency_bands" TEXT,
  "loss_bands" TEXT,
  "tolerance" TEXT,
  "weights" TEXT,
  "combined_likelihood" TEXT,
  "strategic_months" BIGINT
);
CREATE TABLE "risk_assessment" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "status" TEXT,
  "scope" BIGINT,
  "criteria" BIGINT,
  "started_on" TEXT,
  "finished_on" TEXT,
  "owner" BIGINT,
  "participants" TEXT,
  "changes" TEXT,
  "next_on" TEXT,
  "notes" TEXT,
  "cycle" TEXT,
  "results" TEXT,
  "results_digest" TEXT,
  "results_entry" BIGINT
);
CREATE TABLE "asset" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "category" TEXT,
  "confidentiality" BIGINT,
  "integrity" BIGINT,
  "availability" BIGINT,
  "location" TEXT,
  "classification" TEXT,
  "custodian" BIGINT,
  "value" BIGINT,
  "review_on" TEXT,
  "criteria" BIGINT,
  "basis_changed_on" TEXT,
  "description" TEXT,
  "notes" TEXT
);
CREATE TABLE "risk_source" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "desired_states" TEXT,
  "library" TEXT,
  "notes" TEXT
);
CREATE TABLE "threat" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "library" TEXT,
  "basis_changed_on" TEXT
);
CREATE TABLE "vulnerability" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "category" TEXT,
  "properties" TEXT,
  "description" TEXT,
  "library" TEXT,
  "basis_changed_on" TEXT
);
CREATE TABLE "risk" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "status" TEXT,
  "approach" TEXT,
  "cause" TEXT,
  "event" TEXT,
  "impact" TEXT,
  "properties" TEXT,
  "current_likelihood" BIGINT,
  "current_consequence" BIGINT,
  "current_level" BIGINT,
  "target_likelihood" BIGINT,
  "target_consequence" BIGINT,
  "target_level" BIGINT,
  "inherent_likelihood" BIGINT,
  "inherent_consequence" BIGINT,
  "inherent_level" BIGINT,
  "rating_reason" TEXT,
  "confidence" TEXT,
  "criteria" BIGINT,
  "assessment" BIGINT,
  "assessed_on" TEXT,
  "review_on" TEXT,
  "basis_changed_on" TEXT,
  "rating_changed_on" TEXT,
  "scenario_digest" TEXT,
  "notes" TEXT,
  "library" TEXT,
  "current_frequency" DOUBLE PRECISION,
  "current_loss_low" BIGINT,
  "current_loss_high" BIGINT,
  "target_frequency" DOUBLE PRECISION,
  "target_loss_low" BIGINT,
  "target_loss_high" BIGINT,
  "inherent_frequency" DOUBLE PRECISION,
  "inherent_loss_low" BIGINT,
  "inherent_loss_high" BIGINT,
  "frequency_low" DOUBLE PRECISION,
  "frequency_high" DOUBLE PRECISION,
  "secondary_share" DOUBLE PRECISION,
  "secondary_loss_low" BIGINT,
  "secondary_loss_high" BIGINT,
  "retention" BIGINT,
  "cover" BIGINT,
  "classes" TEXT,
  "attempt_likelihood" BIGINT,
  "success_likelihood" BIGINT,
  "desired_end_state" TEXT,
  "target_confidence" TEXT,
  "money_confidence" TEXT,
  "inherent_confidence" TEXT,
  "happened_on" TEXT,
  "happened_note" TEXT,
  "happened_unrated" TEXT,
  "current_points" DOUBLE PRECISION
);
CREATE TABLE "treatment" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "risk" BIGINT,
  "option" TEXT,
  "status" TEXT,
  "responsible" BIGINT,
  "due" TEXT,
  "done_on" TEXT,
  "resources" TEXT,
  "cost" BIGINT,
  "success_measure" TEXT,
  "scope" BIGINT,
  "notes" TEXT
);
CREATE TABLE "acceptance" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "risk" BIGINT NOT NULL,
  "kind" TEXT NOT NULL,
  "statement" TEXT,
  "valid_until" TEXT,
  "decided_by" BIGINT,
  "decided_on" TEXT,
  "second_of" BIGINT,
  "criteria" BIGINT,
  "bound_owner" BIGINT,
  "bound_likelihood" BIGINT,
  "bound_consequence" BIGINT,
  "bound_level" BIGINT,
  "bound_digest" TEXT,
  "bound" TEXT,
  "needs_second" BIGINT,
  "scope" BIGINT
);
CREATE TABLE "statement" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "number" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "scope" BIGINT NOT NULL,
  "requirement" TEXT,
  "applicable" TEXT,
  "reasons" TEXT,
  "justification" TEXT,
  "adaptation" TEXT,
  "owner" BIGINT,
  "parts_confirmed" BIGINT,
  "position" BIGINT,
  "notes" TEXT
);
CREATE TABLE "control" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "how" TEXT,
  "owner" BIGINT,
  "status" TEXT,
  "scope" BIGINT,
  "kind" TEXT,
  "frequency" TEXT,
  "cost" BIGINT,
  "tested_on" TEXT,
  "tested_by" BIGINT,
  "test_result" TEXT,
  "effect" TEXT,
  "due" TEXT,
  "review_on" TEXT,
  "notes" TEXT,
  "frequency_effect" DOUBLE PRECISION,
  "loss_effect" DOUBLE PRECISION,
  "mandatory" BIGINT
);
CREATE TABLE "soa_version" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "scope" BIGINT NOT NULL,
  "number" BIGINT,
  "approved_by" BIGINT,
  "approved_on" TEXT,
  "digest" TEXT,
  "rows" TEXT,
  "content_digest" TEXT,
  "exception" BIGINT,
  "notes" TEXT
);
CREATE TABLE "judgement" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "requirement" TEXT NOT NULL,
  "scope" BIGINT NOT NULL,
  "answer" TEXT NOT NULL,
  "decided_by" BIGINT,
  "decided_on" TEXT,
  "valid_until" TEXT,
  "reason" TEXT
);
CREATE TABLE "exception" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "scope" BIGINT,
  "reason" TEXT,
  "compensating" TEXT,
  "approved_by" BIGINT,
  "valid_from" TEXT,
  "valid_until" TEXT,
  "status" TEXT
);
CREATE TABLE "evidence" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
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
  "owner" BIGINT,
  "scope" BIGINT,
  "notes" TEXT
);
CREATE TABLE "document" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "kind" TEXT,
  "owner" BIGINT,
  "scope" BIGINT,
  "status" TEXT,
  "classification" TEXT,
  "audience" TEXT,
  "review_on" TEXT,
  "notes" TEXT,
  "template" TEXT
);
CREATE TABLE "document_version" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "document" BIGINT NOT NULL,
  "number" BIGINT,
  "status" TEXT,
  "body" TEXT,
  "file" TEXT,
  "change_summary" TEXT,
  "author" BIGINT,
  "approved_by" BIGINT,
  "approved_on" TEXT,
  "published_on" TEXT,
  "exception" BIGINT,
  "scope" BIGINT
);
CREATE TABLE "acknowledgement" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT,
  "document_version" BIGINT NOT NULL,
  "person" BIGINT,
  "read_on" TEXT,
  "scope" BIGINT
);
CREATE TABLE "task" (
  "id" BIGINT PRIMARY KEY,
  "version" BIGINT NOT NULL,
  "archived" BIGINT NOT NULL,
  "created" BIGINT NOT NULL,
  "changed" BIGINT NOT NULL,
  "natural" TEXT,
  "title" TEXT NOT NULL,
  "owner" BIGINT,
  "due" TEXT,
  "status" TEXT,
  "done_on" TEXT,
  "recurrence" TEXT,
  "scope" BIGINT,
  "risk" BIGINT,
  "document" BIGINT,
  "notes" TEXT,
  "step" TEXT
);
CREATE TABLE "standard" (
  "id" BIGINT PRIMARY KEY,
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
);
CREATE TABLE "requirement" (
  "id" BIGINT PRIMARY KEY,
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
  "has_requirement" BIGINT,
  "formerly" TEXT,
  "position" BIGINT,
  "note" TEXT,
  "text_of" TEXT,
  "body" TEXT
);
CREATE TABLE "term" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "label" TEXT,
  "also" TEXT,
  "see" TEXT,
  "definition" TEXT,
  "example" TEXT
);
CREATE TABLE "mapping" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "from_ref" TEXT,
  "to_ref" TEXT,
  "relation" TEXT,
  "source" TEXT
);
CREATE TABLE "library" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "kind" TEXT,
  "title" TEXT,
  "category" TEXT,
  "origin" TEXT,
  "properties" TEXT,
  "fits" TEXT,
  "likelihood" BIGINT,
  "source" TEXT,
  "threats" TEXT,
  "vulnerabilities" TEXT,
  "controls" TEXT,
  "description" TEXT,
  "body" TEXT
);
CREATE TABLE "construct" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "kind" TEXT,
  "unit" TEXT,
  "better" TEXT,
  "target" BIGINT,
  "warning" BIGINT,
  "collect" TEXT,
  "report" TEXT,
  "serves" TEXT,
  "need" TEXT,
  "query" TEXT,
  "body" TEXT
);
CREATE TABLE "template" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "title" TEXT,
  "kind" TEXT,
  "start" BIGINT,
  "review_months" BIGINT,
  "serves" TEXT,
  "body" TEXT
);
CREATE TABLE "guide" (
  "id" BIGINT PRIMARY KEY,
  "ref" TEXT NOT NULL,
  "kind" TEXT,
  "title" TEXT,
  "position" BIGINT,
  "stage" TEXT,
  "flag" TEXT,
  "role" TEXT,
  "refs" TEXT,
  "body" TEXT
);
CREATE TABLE "asset_depends" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "asset_depends_to" ON "asset_depends" ("to_id", "from_id");
CREATE TABLE "risk_asset" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "risk_asset_to" ON "risk_asset" ("to_id", "from_id");
CREATE TABLE "risk_threat" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "risk_threat_to" ON "risk_threat" ("to_id", "from_id");
CREATE TABLE "risk_origin" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "risk_origin_to" ON "risk_origin" ("to_id", "from_id");
CREATE TABLE "risk_vulnerability" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "risk_vulnerability_to" ON "risk_vulnerability" ("to_id", "from_id");
CREATE TABLE "risk_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "risk_control_to" ON "risk_control" ("to_id", "from_id");
CREATE TABLE "treatment_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "treatment_control_to" ON "treatment_control" ("to_id", "from_id");
CREATE TABLE "control_statement" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  "coverage" TEXT,
  "part" TEXT,
  "status" TEXT,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "control_statement_to" ON "control_statement" ("to_id", "from_id");
CREATE TABLE "control_helps" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "control_helps_to" ON "control_helps" ("to_id", "from_id");
CREATE TABLE "control_requires" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "control_requires_to" ON "control_requires" ("to_id", "from_id");
CREATE TABLE "control_excludes" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "control_excludes_to" ON "control_excludes" ("to_id", "from_id");
CREATE TABLE "statement_obligation" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "statement_obligation_to" ON "statement_obligation" ("to_id", "from_id");
CREATE TABLE "exception_statement" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "exception_statement_to" ON "exception_statement" ("to_id", "from_id");
CREATE TABLE "exception_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "exception_control_to" ON "exception_control" ("to_id", "from_id");
CREATE TABLE "evidence_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "evidence_control_to" ON "evidence_control" ("to_id", "from_id");
CREATE TABLE "evidence_requirement" (
  "from_id" BIGINT NOT NULL,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
);
CREATE INDEX "evidence_requirement_to" ON "evidence_requirement" ("to_key", "from_id");
CREATE TABLE "document_requirement" (
  "from_id" BIGINT NOT NULL,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
);
CREATE INDEX "document_requirement_to" ON "document_requirement" ("to_key", "from_id");
CREATE TABLE "document_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "document_control_to" ON "document_control" ("to_id", "from_id");
CREATE TABLE "obligation_requirement" (
  "from_id" BIGINT NOT NULL,
  "to_key" TEXT NOT NULL,
  PRIMARY KEY ("from_id", "to_key")
);
CREATE INDEX "obligation_requirement_to" ON "obligation_requirement" ("to_key", "from_id");
CREATE TABLE "task_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "task_control_to" ON "task_control" ("to_id", "from_id");
CREATE TABLE "acceptance_control" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "acceptance_control_to" ON "acceptance_control" ("to_id", "from_id");
CREATE TABLE "acceptance_treatment" (
  "from_id" BIGINT NOT NULL,
  "to_id" BIGINT NOT NULL,
  "option" TEXT,
  "due" TEXT,
  "latest" TEXT,
  PRIMARY KEY ("from_id", "to_id")
);
CREATE INDEX "acceptance_treatment_to" ON "acceptance_treatment" ("to_id", "from_id");
CREATE INDEX "organization_natural" ON "organization" ("archived", "natural", "id");
CREATE INDEX "scope_natural" ON "scope" ("archived", "natural", "id");
CREATE INDEX "site_natural" ON "site" ("archived", "natural", "id");
CREATE INDEX "process_natural" ON "process" ("archived", "natural", "id");
CREATE INDEX "issue_natural" ON "issue" ("archived", "natural", "id");
CREATE INDEX "issue_list1" ON "issue" ("archived", "kind", "natural", "id");
CREATE INDEX "issue_list2" ON "issue" ("archived", "scope", "kind", "id");
CREATE INDEX "party_natural" ON "party" ("archived", "natural", "id");
CREATE INDEX "party_requirement_natural" ON "party_requirement" ("archived", "natural", "id");
CREATE INDEX "party_requirement_list1" ON "party_requirement" ("archived", "party", "id");
CREATE INDEX "party_requirement_list2" ON "party_requirement" ("archived", "addressed", "id");
CREATE INDEX "obligation_natural" ON "obligation" ("archived", "natural", "id");
CREATE INDEX "obligation_list1" ON "obligation" ("archived", "kind", "id");
CREATE INDEX "person_natural" ON "person" ("archived", "natural", "id");
CREATE INDEX "person_email" ON "person" (lower("email"));
CREATE INDEX "appointment_natural" ON "appointment" ("archived", "natural", "id");
CREATE INDEX "appointment_list1" ON "appointment" ("archived", "kind", "id");
CREATE INDEX "appointment_list2" ON "appointment" ("archived", "person", "id");
CREATE INDEX "grant_natural" ON "grant" ("archived", "natural", "id");
CREATE INDEX "grant_list1" ON "grant" ("archived", "person", "id");
CREATE INDEX "criteria_natural" ON "criteria" ("archived", "natural", "id");
CREATE INDEX "risk_assessment_natural" ON "risk_assessment" ("archived", "natural", "id");
CREATE INDEX "asset_natural" ON "asset" ("archived", "natural", "id");
CREATE INDEX "asset_list1" ON "asset" ("archived", "kind", "natural", "id");
CREATE INDEX "asset_list2" ON "asset" ("archived", "owner", "id");
CREATE INDEX "risk_source_natural" ON "risk_source" ("archived", "natural", "id");
CREATE INDEX "risk_source_list1" ON "risk_source" ("archived", "library", "id");
CREATE INDEX "threat_natural" ON "threat" ("archived", "natural", "id");
CREATE INDEX "threat_list1" ON "threat" ("archived", "library", "id");
CREATE INDEX "vulnerability_natural" ON "vulnerability" ("archived", "natural", "id");
CREATE INDEX "vulnerability_list1" ON "vulnerability" ("archived", "library", "id");
CREATE INDEX "risk_natural" ON "risk" ("archived", "natural", "id");
CREATE INDEX "risk_list1" ON "risk" ("archived", "current_level", "id");
CREATE INDEX "risk_list2" ON "risk" ("archived", "status", "current_level", "id");
CREATE INDEX "risk_list3" ON "risk" ("archived", "scope", "current_level", "id");
CREATE INDEX "risk_list4" ON "risk" ("archived", "owner", "id");
CREATE INDEX "risk_list5" ON "risk" ("archived", "status", "current_likelihood", "current_consequence", "kind", "id");
CREATE INDEX "treatment_natural" ON "treatment" ("archived", "natural", "id");
CREATE INDEX "treatment_list1" ON "treatment" ("archived", "risk", "id");
CREATE INDEX "treatment_list2" ON "treatment" ("archived", "status", "due", "id");
CREATE INDEX "treatment_list3" ON "treatment" ("archived", "responsible", "id");
CREATE INDEX "treatment_list4" ON "treatment" ("archived", "due", "id");
CREATE INDEX "acceptance_natural" ON "acceptance" ("archived", "natural", "id");
CREATE INDEX "acceptance_list1" ON "acceptance" ("archived", "risk", "id");
CREATE INDEX "acceptance_list2" ON "acceptance" ("archived", "second_of", "id");
CREATE INDEX "statement_natural" ON "statement" ("archived", "natural", "id");
CREATE INDEX "statement_list1" ON "statement" ("archived", "scope", "position", "id");
CREATE INDEX "statement_list2" ON "statement" ("archived", "scope", "applicable", "id");
CREATE INDEX "statement_list3" ON "statement" ("archived", "requirement", "id");
CREATE INDEX "control_natural" ON "control" ("archived", "natural", "id");
CREATE INDEX "control_list1" ON "control" ("archived", "status", "id");
CREATE INDEX "control_list2" ON "control" ("archived", "owner", "id");
CREATE INDEX "soa_version_natural" ON "soa_version" ("archived", "natural", "id");
CREATE INDEX "soa_version_list1" ON "soa_version" ("archived", "scope", "number", "id");
CREATE INDEX "judgement_list1" ON "judgement" ("archived", "scope", "requirement", "id");
CREATE INDEX "exception_natural" ON "exception" ("archived", "natural", "id");
CREATE INDEX "exception_list1" ON "exception" ("archived", "status", "valid_until", "id");
CREATE INDEX "evidence_natural" ON "evidence" ("archived", "natural", "id");
CREATE INDEX "evidence_list1" ON "evidence" ("archived", "valid_until", "id");
CREATE INDEX "evidence_list2" ON "evidence" ("archived", "owner", "id");
CREATE INDEX "document_natural" ON "document" ("archived", "natural", "id");
CREATE INDEX "document_list1" ON "document" ("archived", "status", "id");
CREATE INDEX "document_list2" ON "document" ("archived", "review_on", "id");
CREATE INDEX "document_version_natural" ON "document_version" ("archived", "natural", "id");
CREATE INDEX "document_version_list1" ON "document_version" ("archived", "document", "number", "id");
CREATE INDEX "document_version_list2" ON "document_version" ("archived", "status", "id");
CREATE INDEX "acknowledgement_natural" ON "acknowledgement" ("archived", "natural", "id");
CREATE INDEX "acknowledgement_list1" ON "acknowledgement" ("archived", "document_version", "person", "id");
CREATE INDEX "acknowledgement_list2" ON "acknowledgement" ("archived", "person", "id");
CREATE INDEX "task_natural" ON "task" ("archived", "natural", "id");
CREATE INDEX "task_list1" ON "task" ("archived", "status", "due", "id");
CREATE INDEX "task_list2" ON "task" ("archived", "owner", "status", "due", "id");
CREATE INDEX "requirement_list1" ON "requirement" ("standard", "position", "id");
CREATE INDEX "requirement_list2" ON "requirement" ("ref", "id");
CREATE INDEX "term_list1" ON "term" (lower("ref"), "id");
CREATE INDEX "mapping_list1" ON "mapping" (lower("from_ref"), "id");
CREATE INDEX "mapping_list2" ON "mapping" (lower("to_ref"), "id");
CREATE INDEX "library_list1" ON "library" ("ref", "id");
CREATE INDEX "library_list2" ON "library" ("kind", "id");
CREATE INDEX "construct_list1" ON "construct" ("ref", "id");
CREATE INDEX "template_list1" ON "template" ("ref", "id");
CREATE INDEX "guide_list1" ON "guide" ("ref", "id");
CREATE INDEX "guide_list2" ON "guide" ("kind", "position", "id");
ALTER TABLE "scope" ADD FOREIGN KEY ("parent") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "scope" ADD FOREIGN KEY ("criteria") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "scope" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "scope" ADD FOREIGN KEY ("climate_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "site" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "site" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "process" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "process" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "issue" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "issue" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "party" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "party" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "party_requirement" ADD FOREIGN KEY ("party") REFERENCES "party" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "party_requirement" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "party_requirement" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "obligation" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "obligation" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "person" ADD FOREIGN KEY ("manager") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "appointment" ADD FOREIGN KEY ("person") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "appointment" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "appointment" ADD FOREIGN KEY ("appointed_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "grant" ADD FOREIGN KEY ("person") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "grant" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "grant" ADD FOREIGN KEY ("given_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "criteria" ADD FOREIGN KEY ("replaces") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "criteria" ADD FOREIGN KEY ("approved_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_assessment" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_assessment" ADD FOREIGN KEY ("criteria") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_assessment" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset" ADD FOREIGN KEY ("custodian") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset" ADD FOREIGN KEY ("criteria") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk" ADD FOREIGN KEY ("criteria") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk" ADD FOREIGN KEY ("assessment") REFERENCES "risk_assessment" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "treatment" ADD FOREIGN KEY ("risk") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "treatment" ADD FOREIGN KEY ("responsible") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "treatment" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("risk") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("decided_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("second_of") REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("criteria") REFERENCES "criteria" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("bound_owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "statement" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "statement" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control" ADD FOREIGN KEY ("tested_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "soa_version" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "soa_version" ADD FOREIGN KEY ("approved_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "soa_version" ADD FOREIGN KEY ("exception") REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "judgement" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "judgement" ADD FOREIGN KEY ("decided_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception" ADD FOREIGN KEY ("approved_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "evidence" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "evidence" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_version" ADD FOREIGN KEY ("document") REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_version" ADD FOREIGN KEY ("author") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_version" ADD FOREIGN KEY ("approved_by") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_version" ADD FOREIGN KEY ("exception") REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_version" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acknowledgement" ADD FOREIGN KEY ("document_version") REFERENCES "document_version" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acknowledgement" ADD FOREIGN KEY ("person") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acknowledgement" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task" ADD FOREIGN KEY ("owner") REFERENCES "person" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task" ADD FOREIGN KEY ("scope") REFERENCES "scope" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task" ADD FOREIGN KEY ("risk") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task" ADD FOREIGN KEY ("document") REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset_depends" ADD FOREIGN KEY ("from_id") REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "asset_depends" ADD FOREIGN KEY ("to_id") REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_asset" ADD FOREIGN KEY ("from_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_asset" ADD FOREIGN KEY ("to_id") REFERENCES "asset" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_threat" ADD FOREIGN KEY ("from_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_threat" ADD FOREIGN KEY ("to_id") REFERENCES "threat" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_origin" ADD FOREIGN KEY ("from_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_origin" ADD FOREIGN KEY ("to_id") REFERENCES "risk_source" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_vulnerability" ADD FOREIGN KEY ("from_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_vulnerability" ADD FOREIGN KEY ("to_id") REFERENCES "vulnerability" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_control" ADD FOREIGN KEY ("from_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "risk_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "treatment_control" ADD FOREIGN KEY ("from_id") REFERENCES "treatment" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "treatment_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_statement" ADD FOREIGN KEY ("from_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_statement" ADD FOREIGN KEY ("to_id") REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_helps" ADD FOREIGN KEY ("from_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_helps" ADD FOREIGN KEY ("to_id") REFERENCES "risk" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_requires" ADD FOREIGN KEY ("from_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_requires" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_excludes" ADD FOREIGN KEY ("from_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "control_excludes" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "statement_obligation" ADD FOREIGN KEY ("from_id") REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "statement_obligation" ADD FOREIGN KEY ("to_id") REFERENCES "obligation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception_statement" ADD FOREIGN KEY ("from_id") REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception_statement" ADD FOREIGN KEY ("to_id") REFERENCES "statement" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception_control" ADD FOREIGN KEY ("from_id") REFERENCES "exception" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "exception_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "evidence_control" ADD FOREIGN KEY ("from_id") REFERENCES "evidence" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "evidence_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "evidence_requirement" ADD FOREIGN KEY ("from_id") REFERENCES "evidence" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_requirement" ADD FOREIGN KEY ("from_id") REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_control" ADD FOREIGN KEY ("from_id") REFERENCES "document" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "document_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "obligation_requirement" ADD FOREIGN KEY ("from_id") REFERENCES "obligation" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task_control" ADD FOREIGN KEY ("from_id") REFERENCES "task" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "task_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance_control" ADD FOREIGN KEY ("from_id") REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance_control" ADD FOREIGN KEY ("to_id") REFERENCES "control" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance_treatment" ADD FOREIGN KEY ("from_id") REFERENCES "acceptance" ("id") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "acceptance_treatment" ADD FOREIGN KEY ("to_id") REFERENCES "treatment" ("id") DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE "meta" ("key" TEXT PRIMARY KEY, "value" TEXT NOT NULL);
CREATE TABLE "meta_field" ("entity" TEXT NOT NULL, "key" TEXT NOT NULL, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "flags" BIGINT NOT NULL, "target" TEXT NOT NULL, "since" BIGINT NOT NULL, PRIMARY KEY ("entity", "key"));
CREATE TABLE "counter" ("name" TEXT PRIMARY KEY, "value" BIGINT NOT NULL);
CREATE TABLE "ledger" ("seq" BIGINT PRIMARY KEY, "time" BIGINT NOT NULL, "actor" BIGINT NOT NULL, "grant_id" BIGINT NOT NULL, "via" TEXT NOT NULL, "type" TEXT NOT NULL, "id" BIGINT NOT NULL, "version" BIGINT NOT NULL, "op" TEXT NOT NULL, "prev" BIGINT, "reason" BYTEA, "body" BYTEA NOT NULL, "hash" BYTEA NOT NULL);
CREATE TABLE "opening" ("seq" BIGINT PRIMARY KEY, "data" BYTEA NOT NULL);
CREATE TABLE "touched" ("type" TEXT NOT NULL, "id" BIGINT NOT NULL, "seq" BIGINT NOT NULL, PRIMARY KEY ("type", "id", "seq"));
CREATE TABLE "node" ("level" BIGINT NOT NULL, "idx" BIGINT NOT NULL, "hash" BYTEA NOT NULL, PRIMARY KEY ("level", "idx"));
CREATE TABLE "account" ("person" BIGINT PRIMARY KEY, "password" TEXT, "totp" TEXT, "totp_step" BIGINT NOT NULL, "disabled" BIGINT NOT NULL, "changed" BIGINT NOT NULL);
CREATE TABLE "invitation" ("hash" TEXT PRIMARY KEY, "person" BIGINT NOT NULL, "expires" BIGINT NOT NULL);
CREATE TABLE "session" ("hash" TEXT PRIMARY KEY, "person" BIGINT NOT NULL, "secret" TEXT NOT NULL, "created" BIGINT NOT NULL, "seen" BIGINT NOT NULL, "agent" TEXT NOT NULL, "address" TEXT NOT NULL);
CREATE TABLE "token" ("id" BIGINT PRIMARY KEY, "hash" TEXT NOT NULL UNIQUE, "person" BIGINT NOT NULL, "title" TEXT NOT NULL, "access" TEXT NOT NULL, "created" BIGINT NOT NULL, "expires" BIGINT NOT NULL, "used" BIGINT);
CREATE TABLE "idempotency" ("key" TEXT PRIMARY KEY, "created" BIGINT NOT NULL, "digest" TEXT NOT NULL, "status" BIGINT NOT NULL, "headers" TEXT NOT NULL, "body" TEXT NOT NULL);
CREATE TABLE "draft" ("person" BIGINT NOT NULL, "form" TEXT NOT NULL, "saved" BIGINT NOT NULL, "body" TEXT NOT NULL, PRIMARY KEY ("person", "form"));
CREATE TABLE "saved_view" ("id" BIGINT PRIMARY KEY, "person" BIGINT NOT NULL, "team" BIGINT NOT NULL, "type" TEXT NOT NULL, "title" TEXT NOT NULL, "query" TEXT NOT NULL);
CREATE TABLE "wording" ("ref" TEXT PRIMARY KEY, "text" TEXT NOT NULL);
CREATE TABLE "search" ("type" BIGINT NOT NULL, "id" BIGINT NOT NULL, "body" TSVECTOR NOT NULL, PRIMARY KEY ("type", "id"));
CREATE INDEX "search_body" ON "search" USING gin ("body");
CREATE FUNCTION "ledger_refuse"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the ledger is append-only''; END';
CREATE TRIGGER "ledger_fixed" BEFORE UPDATE OR DELETE ON "ledger" FOR EACH ROW EXECUTE FUNCTION "ledger_refuse"();
