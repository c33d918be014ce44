#include "records/records.h"

/* The one ordered list of record types and links. A new type is one file and one line here. */

static const struct entity *const entities[] = {
    &entity_organization,
    &entity_scope_type,
    &entity_site,
    &entity_process,
    &entity_issue,
    &entity_party,
    &entity_party_requirement,
    &entity_obligation,
    &entity_person,
    &entity_appointment,
    &entity_grant,
    &entity_criteria,
    &entity_risk_assessment,
    &entity_asset,
    &entity_threat,
    &entity_vulnerability,
    &entity_risk,
    &entity_treatment,
    &entity_acceptance,
    &entity_statement,
    &entity_control,
    &entity_soa_version,
    &entity_judgement,
    &entity_exception,
    &entity_evidence,
    &entity_document,
    &entity_document_version,
    &entity_task,
    &entity_standard,
    &entity_requirement,
    &entity_term,
    &entity_mapping,
};
static const struct link *const links[] = {
    &link_asset_depends,        &link_risk_asset,           &link_risk_threat,
    &link_risk_vulnerability,   &link_risk_control,         &link_treatment_control,
    &link_control_statement,    &link_statement_obligation, &link_exception_statement,
    &link_exception_control,    &link_evidence_control,     &link_evidence_requirement,
    &link_document_requirement, &link_document_control,     &link_obligation_requirement,
    &link_task_control,         &link_acceptance_control,   &link_acceptance_treatment,
};
const struct catalog catalog_all = { entities, ARRAY_LEN(entities), links, ARRAY_LEN(links) };
