/*
 * The one ordered list of record types, and of links between them. A new type is one file and one
 * line here: entity_NAME in that file is declared, built, and put into the catalogue from it. The
 * order is that of help and of the interface.
 */
#pragma once

// clang-format off
#define RECORD_TYPES(X) \
    X(organization) \
    X(scope_type) \
    X(site) \
    X(process) \
    X(issue) \
    X(party) \
    X(party_requirement) \
    X(obligation) \
    X(person) \
    X(appointment) \
    X(grant) \
    X(criteria) \
    X(risk_assessment) \
    X(asset) \
    X(risk_source) \
    X(threat) \
    X(vulnerability) \
    X(risk) \
    X(treatment) \
    X(acceptance) \
    X(statement) \
    X(control) \
    X(soa_version) \
    X(judgement) \
    X(exception) \
    X(evidence) \
    X(document) \
    X(document_version) \
    X(acknowledgement) \
    X(task) \
    X(standard) \
    X(requirement) \
    X(term) \
    X(mapping) \
    X(library) \
    X(construct) \
    X(template) \
    X(guide)

#define RECORD_LINKS(X) \
    X(asset_depends) \
    X(risk_asset) \
    X(risk_threat) \
    X(risk_origin) \
    X(risk_vulnerability) \
    X(risk_control) \
    X(treatment_control) \
    X(control_statement) \
    X(control_helps) \
    X(control_requires) \
    X(control_excludes) \
    X(statement_obligation) \
    X(exception_statement) \
    X(exception_control) \
    X(evidence_control) \
    X(evidence_requirement) \
    X(document_requirement) \
    X(document_control) \
    X(obligation_requirement) \
    X(task_control) \
    X(acceptance_control) \
    X(acceptance_treatment)
// clang-format on
