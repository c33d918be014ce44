#include "records/records.h"

/*
 * Monitoring (27005 10.5): what marks the assessment of a risk stale, each factor with its words.
 * Days are compared, as a rating has a day; on the very day of the rating the later change counts
 * (`changed` is the place in the ledger). Only open risks that were rated are watched. That the
 * risk happened is a mark on the risk itself (risk.c), whoever sets it: a person, an import, a
 * record.
 */

// clang-format off
#define AFTER(day) \
    "(" day ">t.\"assessed_on\" OR (" day "=t.\"assessed_on\" AND x.\"changed\">t.\"changed\"))"
#define ANY(link, type, condition) \
    "EXISTS (SELECT 1 FROM \"" link "\" AS l JOIN \"" type "\" AS x ON x.\"id\"=l.\"to_id\" " \
    "WHERE l.\"from_id\"=t.\"id\" AND " condition ")"
#define FACTOR(condition, words) "CASE WHEN " condition " THEN '" words "; ' ELSE '' END || "

const char risk_stale[] =
    "CASE WHEN t.\"archived\"=1 OR t.\"status\"='closed' OR t.\"current_level\" IS NULL OR "
    "t.\"assessed_on\" IS NULL THEN NULL ELSE nullif("
    FACTOR("t.\"review_on\"<$today", "its review date has passed")
    FACTOR("t.\"basis_changed_on\">t.\"assessed_on\"",
           "its wording, or the assets, threats or controls it names, changed")
    FACTOR("t.\"happened_unrated\" IS NOT NULL", "it happened")
    FACTOR("EXISTS (SELECT 1 FROM \"criteria\" AS k WHERE k.\"id\"=t.\"criteria\" AND "
           "k.\"status\"='superseded') OR EXISTS (SELECT 1 FROM \"scope\" AS s JOIN \"criteria\" "
           "AS k ON k.\"id\"=s.\"criteria\" WHERE s.\"id\"=t.\"scope\" AND k.\"status\"='in_force' "
           "AND k.\"id\"<>t.\"criteria\")",
           "the criteria changed")
    FACTOR(ANY("risk_asset", "asset", AFTER("x.\"basis_changed_on\"")),
           "an asset or its needs changed")
    FACTOR(ANY("risk_asset", "asset", "x.\"archived\"=1"), "an asset is gone")
    FACTOR(ANY("risk_threat", "threat", AFTER("x.\"basis_changed_on\"")), "a threat changed")
    FACTOR(ANY("risk_vulnerability", "vulnerability", AFTER("x.\"basis_changed_on\"")),
           "a vulnerability changed")
    FACTOR(ANY("risk_control", "control",
               "x.\"test_result\"='not_effective' AND " AFTER("x.\"tested_on\"")),
           "a control failed its test")
    FACTOR(ANY("risk_control", "control", "(x.\"status\"='retired' OR x.\"archived\"=1)"),
           "a control was retired")
    "'', '') END";
