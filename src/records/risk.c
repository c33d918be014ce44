#include "base/num.h"
#include "records/records.h"

/* risk: identify, analyse, evaluate (27001 6.1.1, 6.1.2, 8.2). Levels are derived, never typed. */

static const size_t ratings[] = { RISK_CURRENT_LIKELIHOOD,  RISK_CURRENT_CONSEQUENCE,
                                  RISK_TARGET_LIKELIHOOD,   RISK_TARGET_CONSEQUENCE,
                                  RISK_INHERENT_LIKELIHOOD, RISK_INHERENT_CONSEQUENCE };

/* What a rating rests on; changed afterwards, it has to be looked at again. */
static const size_t basis[] = { RISK_CAUSE,   RISK_EVENT,           RISK_IMPACT,  RISK_ASSETS,
                                RISK_THREATS, RISK_VULNERABILITIES, RISK_CONTROLS };

/* Where the criteria combine likelihoods, both factors give the likelihood; typed against them it
 * is refused. */
static bool combine(struct ctx *c, const struct record *old, struct record *now)
{
    const struct criteria *k;
    int64_t id;
    if (rec_is_null(now, RISK_INITIATION) || rec_is_null(now, RISK_SUCCESS) ||
        (!rec_changed(old, now, RISK_INITIATION) && !rec_changed(old, now, RISK_SUCCESS)))
        return true;
    if (!criteria_in_force(c, rec_int(now, RISK_SCOPE), &id))
        return false;
    if (!id)
        return true;
    if (!criteria_load(c, id, &k))
        return false;
    int64_t a = rec_int(now, RISK_INITIATION), s = rec_int(now, RISK_SUCCESS);
    if (!k->combines || a > (int64_t)k->n[0] || s > (int64_t)k->n[0])
        return true;
    int64_t overall = k->combined[a - 1][s - 1];
    if (rec_changed(old, now, RISK_CURRENT_LIKELIHOOD) &&
        !rec_is_null(now, RISK_CURRENT_LIKELIHOOD) &&
        rec_int(now, RISK_CURRENT_LIKELIHOOD) != overall)
        return problem(c, &now->type->fields[RISK_CURRENT_LIKELIHOOD],
                       "Attempt %" PRId64 " and success %" PRId64 " give likelihood %" PRId64
                       " by the table of the criteria: leave this empty, or correct one of them.",
                       a, s, overall);
    rec_set_int(now, RISK_CURRENT_LIKELIHOOD, overall);
    return true;
}

/* What happened asks for a rating that knows of it: one that is given or confirmed with the mark or
 * after it, as of that day or later. A rating as of a later day that was there before the mark does
 * not count: it was made without knowing. */
static void happened(const struct record *old, struct record *now, bool rated)
{
    struct str day = rec_text(now, RISK_HAPPENED), as_of = rec_text(now, RISK_ASSESSED_ON);
    rated |= rec_changed(old, now, RISK_ASSESSED_ON) || rec_changed(old, now, RISK_RATING_REASON);
    if (!day.n || (rated && as_of.n && str_cmp(as_of, day) >= 0))
        now->v[RISK_HAPPENED_UNRATED] = (struct value){ .tag = V_NULL };
    else if (rec_changed(old, now, RISK_HAPPENED))
        rec_set_text(now, RISK_HAPPENED_UNRATED, day);
}

/* A rating that is set or changed is a rating by the criteria in force now. */
static bool take_criteria(struct ctx *c, const struct record *old, struct record *now)
{
    int64_t id;
    if (!criteria_in_force(c, rec_int(now, RISK_SCOPE), &id))
        return false;
    if (id)
        rec_set_int(now, RISK_CRITERIA, id);
    if (rec_is_null(now, RISK_ASSESSED_ON) || (old && !rec_changed(old, now, RISK_ASSESSED_ON)))
        rec_set_text(now, RISK_ASSESSED_ON, store_today_text(c));
    return true;
}

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    bool changed = false, any = false;
    if (!combine(c, old, now))
        return false;
    for (size_t i = 0; old && i < ARRAY_LEN(basis); i++)
        if (rec_changed(old, now, basis[i]))
            rec_set_text(now, RISK_BASIS_CHANGED, store_today_text(c));
    for (size_t i = 0; i < ARRAY_LEN(ratings); i++) {
        changed |= rec_changed(old, now, ratings[i]);
        if (old && !rec_is_null(old, ratings[i]) && rec_changed(old, now, ratings[i]))
            rec_set_text(now, RISK_RATING_CHANGED, store_today_text(c));
        any |= !rec_is_null(now, ratings[i]);
    }
    /* a later day of rating over the same steps confirms them, by the criteria in force */
    bool confirmed = old && any && !rec_is_null(old, RISK_ASSESSED_ON) &&
                     str_cmp(rec_text(now, RISK_ASSESSED_ON), rec_text(old, RISK_ASSESSED_ON)) > 0;
    bool rated = (changed && any) || confirmed;
    if (rated && !take_criteria(c, old, now))
        return false;
    happened(old, now, rated);
    return true;
}

static bool level(struct ctx *c, const struct record *r, size_t likelihood, size_t consequence,
                  struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_CRITERIA) || rec_is_null(r, likelihood) || rec_is_null(r, consequence))
        return true;
    if (!criteria_load(c, rec_int(r, RISK_CRITERIA), &k))
        return false;
    int64_t v = criteria_level(k, rec_int(r, likelihood), rec_int(r, consequence));
    if (v)
        *ret = (struct value){ .tag = V_INT, .i = v };
    return true;
}
static bool current_level(struct ctx *c, const struct record *r, struct value *ret)
{
    return level(c, r, RISK_CURRENT_LIKELIHOOD, RISK_CURRENT_CONSEQUENCE, ret);
}
static bool target_level(struct ctx *c, const struct record *r, struct value *ret)
{
    return level(c, r, RISK_TARGET_LIKELIHOOD, RISK_TARGET_CONSEQUENCE, ret);
}
static bool inherent_level(struct ctx *c, const struct record *r, struct value *ret)
{
    return level(c, r, RISK_INHERENT_LIKELIHOOD, RISK_INHERENT_CONSEQUENCE, ret);
}

/* Evaluation: more than its owner may accept asks for treatment. */
static bool needs_treatment(struct ctx *c, const struct record *r, struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_CURRENT_LEVEL))
        return true;
    if (!criteria_load(c, rec_int(r, RISK_CRITERIA), &k))
        return false;
    struct acceptance_rule rule =
        criteria_rule(k, rec_int(r, RISK_CURRENT_LEVEL), rec_text(r, RISK_CLASSES));
    *ret = (struct value){ .tag = V_INT, .i = rule.who != ACCEPTOR_OWNER };
    return true;
}

/* The same in words: why it needs treatment, or why not. */
static bool evaluation(struct ctx *c, const struct record *r, struct value *ret)
{
    static const char *const who[] = { N_("lies within what its owner may accept"),
                                       N_("is above what its owner may accept: top management "
                                          "decides"),
                                       N_("is accepted by nobody: treat or avoid it") };
    const struct criteria *k;
    int64_t level = rec_int(r, RISK_CURRENT_LEVEL);
    if (!level)
        return true;
    if (!criteria_load(c, rec_int(r, RISK_CRITERIA), &k))
        return false;
    struct acceptance_rule rule = criteria_rule(k, level, rec_text(r, RISK_CLASSES));
    bool stricter = level <= (int64_t)k->n[2] && rule.who != k->acceptor[level - 1];
    *ret =
        (struct value){ .tag = V_TEXT,
                        .s = arena_printf(c->mem, _("%" PRId64 " " STR_FMT "%s %s by CR-%" PRId64),
                                          level, STR_ARG(k->step[2][level - 1].word),
                                          stricter ? _(", for its class,") : "",
                                          lang_text(who[rule.who]), k->id) };
    return true;
}

/* Points of the semi-quantitative method: finer than the level, for the order of the list. */
static bool score(struct ctx *c, const struct record *r, struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_CURRENT_LEVEL))
        return true;
    if (!criteria_load(c, rec_int(r, RISK_CRITERIA), &k))
        return false;
    if (k->weighted)
        *ret = (struct value){ .tag = V_REAL,
                               .r = k->weight[0][rec_int(r, RISK_CURRENT_LIKELIHOOD) - 1] *
                                    k->weight[1][rec_int(r, RISK_CURRENT_CONSEQUENCE) - 1] };
    return true;
}

/* The criteria whose bands turn money into steps: those of the rating, else those in force. */
static bool bands_of(struct ctx *c, const struct record *r, const struct criteria **ret)
{
    int64_t id = rec_int(r, RISK_CRITERIA);
    *ret = NULL;
    if (!id && !criteria_in_force(c, rec_int(r, RISK_SCOPE), &id))
        return false;
    return !id || criteria_load(c, id, ret);
}

/* From money to a step, shown beside the rating and never put in its place. */
static bool money_likelihood(struct ctx *c, const struct record *r, struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_CURRENT_FREQUENCY))
        return true;
    if (!bands_of(c, r, &k))
        return false;
    int64_t step =
        k ? criteria_step(k->frequency_band, k->nfrequency_bands, r->v[RISK_CURRENT_FREQUENCY].r)
          : 0;
    if (step)
        *ret = (struct value){ .tag = V_INT, .i = step };
    return true;
}

static bool money_consequence(struct ctx *c, const struct record *r, struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_CURRENT_LOW) || rec_is_null(r, RISK_CURRENT_HIGH))
        return true;
    if (!bands_of(c, r, &k))
        return false;
    int64_t step = k ? criteria_step(k->loss_band, k->nloss_bands,
                                     (double)rec_int(r, RISK_CURRENT_HIGH) /
                                         (double)num_units(c->store->currency_digits))
                     : 0;
    if (step)
        *ret = (struct value){ .tag = V_INT, .i = step };
    return true;
}

static bool money_level(struct ctx *c, const struct record *r, struct value *ret)
{
    const struct criteria *k;
    if (rec_is_null(r, RISK_MONEY_LIKELIHOOD) || rec_is_null(r, RISK_MONEY_CONSEQUENCE))
        return true;
    if (!bands_of(c, r, &k))
        return false;
    int64_t v =
        k ? criteria_level(k, rec_int(r, RISK_MONEY_LIKELIHOOD), rec_int(r, RISK_MONEY_CONSEQUENCE))
          : 0;
    if (v)
        *ret = (struct value){ .tag = V_INT, .i = v };
    return true;
}

/* What the scenario says, in one mark: a decision about it is bound to this. */
static bool scenario_digest(struct ctx *c, const struct record *r, struct value *ret)
{
    static const size_t parts[] = { RISK_TITLE, RISK_CAUSE, RISK_EVENT, RISK_IMPACT };
    char hex[2 * SHA256_LEN + 1];
    sha256_begin(c->store->sha);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct str s = rec_text(r, parts[i]);
        sha256_add(c->store->sha, s.p, s.n);
        sha256_add(c->store->sha, "\n", 1);
    }
    struct hash h = sha256_end(c->store->sha);
    hex_encode(h.b, 16, hex);
    *ret = (struct value){ .tag = V_TEXT, .s = arena_str(c->mem, str_z(hex)) };
    return true;
}

/* After a change the ratings are those of the criteria in force, also the ones that stayed: a step
 * that these do not have would leave the risk without a level, silently. */
static bool on_scale(struct ctx *c, const struct record *now)
{
    const struct criteria *k;
    if (rec_is_null(now, RISK_CRITERIA))
        return true;
    if (!criteria_load(c, rec_int(now, RISK_CRITERIA), &k))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(ratings); i++) {
        int64_t most = (int64_t)k->n[i % 2];
        if (!rec_is_null(now, ratings[i]) && rec_int(now, ratings[i]) > most)
            problem(c, &now->type->fields[ratings[i]],
                    "%s: %" PRId64 " is beyond the scale in force, which ends at %" PRId64
                    " (CR-%" PRId64 "). Rate it anew.",
                    lang_text(now->type->fields[ratings[i]].label), rec_int(now, ratings[i]), most,
                    k->id);
    }
    return true;
}

static bool check(struct ctx *c, const struct record *old, const struct record *now)
{
    bool moved = false;
    risk_check_money(c, now);
    if (rec_changed(old, now, RISK_HAPPENED) &&
        str_cmp(rec_text(now, RISK_HAPPENED), store_today_text(c)) > 0)
        problem(c, &now->type->fields[RISK_HAPPENED], "%s: this day has not come yet.",
                lang_text(now->type->fields[RISK_HAPPENED].label));
    if (rec_is_null(now, RISK_HAPPENED) && !rec_is_null(now, RISK_HAPPENED_NOTE))
        problem(c, &now->type->fields[RISK_HAPPENED],
                "%s is missing: say the day on which it happened.",
                lang_text(now->type->fields[RISK_HAPPENED].label));
    for (size_t i = 0; old && i < ARRAY_LEN(ratings); i++)
        moved |= !rec_is_null(old, ratings[i]) && rec_changed(old, now, ratings[i]);
    bool said = rec_changed(old, now, RISK_RATING_REASON) && !rec_is_null(now, RISK_RATING_REASON);
    if (moved && !c->reason.n && !said)
        problem(c, &now->type->fields[RISK_RATING_REASON],
                "A rating changed: say why, here or as the reason of the change (--reason).");
    bool other = old && rec_changed(old, now, RISK_CRITERIA);
    return ((!moved && !other) || on_scale(c, now)) && c->nproblems == 0;
}

static const struct choice risk_kinds[] = { { "information_security", "Information security" },
                                            { "isms", "Risk to the ISMS itself" },
                                            { "opportunity", "Opportunity" },
                                            { NULL, NULL } };
static const struct choice risk_status[] = { { "open", "Open" },
                                             { "closed", "Closed" },
                                             { NULL, NULL } };
static const struct choice approaches[] = {
    { "event", "Event-based" }, { "asset", "Asset-based" }, { "both", "Both" }, { NULL, NULL }
};
static const struct choice properties[] = { { "confidentiality", "Confidentiality" },
                                            { "integrity", "Integrity" },
                                            { "availability", "Availability" },
                                            { NULL, NULL } };
static const struct choice confidence[] = { { "low", "Low: a guess" },
                                            { "medium", "Medium: some data" },
                                            { "high", "High: good data" },
                                            { NULL, NULL } };

static const struct choice classes[] = { { "safety", "Safety of people" },
                                         { "legal", "Law or contract" },
                                         { "privacy", "Personal data" },
                                         { NULL, NULL } };

#define RATING(name, label, help, scale_name, ...)                                                 \
    {                                                                                              \
        name, label, help, &kind_score, F_LIST, .scale = scale_name, __VA_ARGS__                   \
    }
/* In money (docs/risk-model.md): events a year, and the 90 % interval of what one costs. */
#define MONEY_RATE(name, label, help, ...)                                                         \
    {                                                                                              \
        name, label, help, &kind_real, .min = 1e-6, .max = 1e6, __VA_ARGS__                        \
    }
#define MONEY_LOSS(name, label, help, ...)                                                         \
    {                                                                                              \
        name, label, help, &kind_money, .min = 1, .max = 1e14, __VA_ARGS__                         \
    }
static const struct field fields[RISK_N] = {
    [RISK_TITLE] = { "title", "Title",
                     "One line, for example Ransomware stops the customer platform.", &kind_line,
                     F_REQUIRED | F_LIST | F_SEARCH | F_FIRST,
                     .also = "risk|risk title|risk name|risk description|scenario|risk scenario" },
    [RISK_KIND] = { "kind", "Kind",
                    "Risks to information, risks to the ISMS itself, or an opportunity (the last "
                    "two are for 27001 6.1.1).",
                    &kind_choice, F_LIST, .choices = risk_kinds,
                    .initial = "information_security" },
    [RISK_OWNER] =
        FIELD_OWNER("Risk owner", "Who has the authority to decide on it and answers for it."),
    [RISK_SCOPE] = FIELD_SCOPE,
    [RISK_STATUS] = { "status", "Status", "Closed once it cannot happen any more.", &kind_choice,
                      F_LIST, .choices = risk_status, .initial = "open" },
    [RISK_APPROACH] = { "approach", "Approach",
                        "How it was found: from events, from assets, or both.", &kind_choice,
                        .choices = approaches, .initial = "event" },
    [RISK_CAUSE] = { "cause", "Cause", "Who or what, by which way.", &kind_prose,
                     F_SEARCH | F_FIRST },
    [RISK_EVENT] = { "event", "Event", "What happens.", &kind_prose, F_SEARCH | F_FIRST },
    [RISK_IMPACT] = { "impact", "What it would do", "To customers, people, money, duties.",
                      &kind_prose, F_SEARCH | F_FIRST },
    [RISK_PROPERTIES] = { "properties", "Properties", "What would be lost.", &kind_choices, F_LIST,
                          .choices = properties },
    [RISK_ASSETS] = { "assets", "Assets", "What it is about.", &kind_link,
                      .link = &link_risk_asset },
    [RISK_THREATS] = { "threats", "Threats", "What causes it.", &kind_link,
                       .link = &link_risk_threat },
    [RISK_VULNERABILITIES] = { "vulnerabilities", "Vulnerabilities", "What makes it possible.",
                               &kind_link, .link = &link_risk_vulnerability },
    [RISK_CONTROLS] = { "existing_controls", "Existing controls",
                        "What works against it today; the current rating counts on them.",
                        &kind_link, .link = &link_risk_control },
    [RISK_CURRENT_LIKELIHOOD] =
        RATING("current_likelihood", "Likelihood",
               "How likely it is today, with the existing controls.", "likelihood",
               .also = "probability|current probability|chance|likelihood score|likelihood rating"),
    [RISK_CURRENT_CONSEQUENCE] =
        RATING("current_consequence", "Consequence", "How bad it would be today.", "consequence",
               .also = "impact|severity|current impact|impact score|impact rating"),
    [RISK_CURRENT_LEVEL] = { "current_level", "Level",
                             "From likelihood and consequence by the matrix.", &kind_score,
                             F_LIST | F_STORED, .scale = "level", .derive = current_level,
                             .also =
                                 "risk level|risk rating|risk score|score|rating|overall rating" },
    [RISK_TARGET_LIKELIHOOD] =
        RATING("target_likelihood", "Residual likelihood, expected after the plan",
               "How likely it will be once the plan is done.", "likelihood",
               .also = "residual likelihood|target likelihood|residual probability|net likelihood"),
    [RISK_TARGET_CONSEQUENCE] = RATING(
        "target_consequence", "Residual consequence, expected after the plan",
        "How bad it will be once the plan is done.", "consequence",
        .also = "residual consequence|residual impact|target impact|residual severity|net impact"),
    [RISK_TARGET_LEVEL] = { "target_level", "Residual level, expected after the plan",
                            "By the matrix.", &kind_score, F_LIST | F_STORED, .scale = "level",
                            .derive = target_level,
                            .also = "residual risk|residual rating|residual score|residual risk "
                                    "level|residual risk score|target risk" },
    [RISK_INHERENT_LIKELIHOOD] = { "inherent_likelihood", "Inherent likelihood",
                                   "Without any control; only where the organisation rates it.",
                                   &kind_score, .scale = "likelihood", .when = "inherent" },
    [RISK_INHERENT_CONSEQUENCE] = { "inherent_consequence", "Inherent consequence",
                                    "Without any control; only where the organisation rates it.",
                                    &kind_score, .scale = "consequence", .when = "inherent" },
    [RISK_INHERENT_LEVEL] = { "inherent_level", "Inherent level", "By the matrix.", &kind_score,
                              F_STORED, .scale = "level", .derive = inherent_level,
                              .when = "inherent",
                              .also = "inherent risk|inherent score|inherent rating|gross "
                                      "risk|gross score" },
    [RISK_RATING_REASON] = { "rating_reason", "Why these ratings",
                             "What they rest on: incidents, tests, comparable cases.", &kind_prose,
                             F_SEARCH },
    [RISK_CONFIDENCE] = { "confidence", "Confidence", "How sure the estimate is.", &kind_choice,
                          .choices = confidence,
                          .also = "confidence level|confidence rating|current confidence" },
    [RISK_CRITERIA] = { "criteria", "Rated by",
                        "The criteria that were in force when it was rated.", &kind_ref, F_AUTO,
                        .to = &entity_criteria },
    [RISK_ASSESSMENT] = { "assessment", "Assessment", "The assessment it was last looked at in.",
                          &kind_ref, .to = &entity_risk_assessment },
    [RISK_ASSESSED_ON] = { "assessed_on", "Rated on", "Day of the last rating.", &kind_date,
                           F_LIST },
    [RISK_REVIEW] = { "review_on", "Next review", "The day on which somebody looks at it again.",
                      &kind_date, F_LIST,
                      .also = "review date|next review date|review|due for review" },
    [RISK_NEEDS_TREATMENT] = { "needs_treatment", "Needs treatment",
                               "Its level is above what its owner may accept.", &kind_bool, F_LIST,
                               .derive = needs_treatment },
    [RISK_BASIS_CHANGED] = { "basis_changed_on", "Basis changed on",
                             "When its wording, assets, threats, vulnerabilities or existing "
                             "controls changed last.",
                             &kind_date, F_AUTO },
    [RISK_RATING_CHANGED] = { "rating_changed_on", "Rating changed on",
                              "When a rating that was there became another one.", &kind_date,
                              F_AUTO },
    [RISK_STALE] = { "stale_because", "Look again because",
                     "Why the assessment does not hold any more; empty while it holds.", &kind_line,
                     F_LIST, .sql = risk_stale },
    [RISK_DIGEST] = { "scenario_digest", "Scenario digest",
                      "Mark of title, cause, event and impact; decisions are bound to it.",
                      &kind_code, F_STORED | F_INNER, .derive = scenario_digest },
    [RISK_NOTES] = FIELD_NOTES,
    [RISK_SOURCES] = { "sources", "Risk sources", "Who or what would cause it.", &kind_link,
                       .link = &link_risk_origin, .when = "sources" },
    [RISK_LIBRARY] = FIELD_LIBRARY,
    [RISK_CURRENT_FREQUENCY] = MONEY_RATE("current_frequency", "Events a year",
                                          "How often it happens today, on average: 0.2 is once "
                                          "in five years."),
    [RISK_CURRENT_LOW] = MONEY_LOSS("current_loss_low", "Loss of one event, low",
                                    "Nine of ten events cost between the low and the high end."),
    [RISK_CURRENT_HIGH] = MONEY_LOSS("current_loss_high", "Loss of one event, high",
                                     "One event in twenty costs more."),
    [RISK_TARGET_FREQUENCY] = MONEY_RATE("target_frequency", "Events a year after the plan",
                                         "How often it will happen once the plan is done."),
    [RISK_TARGET_LOW] = MONEY_LOSS("target_loss_low", "Loss of one event after the plan, low",
                                   "The low end once the plan is done."),
    [RISK_TARGET_HIGH] = MONEY_LOSS("target_loss_high", "Loss of one event after the plan, high",
                                    "The high end once the plan is done."),
    [RISK_INHERENT_FREQUENCY] =
        MONEY_RATE("inherent_frequency", "Events a year without controls",
                   "Without any control; only where the organisation estimates it.",
                   .when = "inherent"),
    [RISK_INHERENT_LOW] = MONEY_LOSS("inherent_loss_low", "Loss without controls, low",
                                     "Without any control.", .when = "inherent"),
    [RISK_INHERENT_HIGH] = MONEY_LOSS("inherent_loss_high", "Loss without controls, high",
                                      "Without any control.", .when = "inherent"),
    [RISK_FREQUENCY_LOW] = MONEY_RATE("frequency_low", "Events a year, low",
                                      "Where the frequency is unsure: at least this; the figure "
                                      "of today is then the likeliest one."),
    [RISK_FREQUENCY_HIGH] = MONEY_RATE("frequency_high", "Events a year, high",
                                       "Where the frequency is unsure: at most this."),
    [RISK_SECONDARY_SHARE] = { "secondary_share", "Events with a second loss",
                               "Per cent of the events that cost a second time: penalties, "
                               "customers who leave.",
                               &kind_percent, .min = 0.001, .max = 100 },
    [RISK_SECONDARY_LOW] =
        MONEY_LOSS("secondary_loss_low", "Second loss, low",
                   "Nine of ten second losses lie between the low and the high end."),
    [RISK_SECONDARY_HIGH] = MONEY_LOSS("secondary_loss_high", "Second loss, high",
                                       "One second loss in twenty costs more."),
    [RISK_RETENTION] = { "retention", "Own share of an insured event",
                         "What we bear ourselves of each event before an insurer or partner pays.",
                         &kind_money, .min = 0, .max = 1e14 },
    [RISK_COVER] = MONEY_LOSS("cover", "Paid by others, at most",
                              "What an insurer or partner pays of one event at most."),
    [RISK_CLASSES] = { "classes", "Classes",
                       "What puts it under stricter rules of acceptance, if the criteria have "
                       "some.",
                       &kind_choices, F_LIST, .choices = classes, .when = "classes" },
    [RISK_INITIATION] = { "attempt_likelihood", "Likelihood of an attempt",
                          "How likely it is that it is tried, or sets in; with the likelihood of "
                          "success it gives the likelihood.",
                          &kind_score, .scale = "likelihood", .when = "combined" },
    [RISK_SUCCESS] = { "success_likelihood", "Likelihood of success",
                       "How likely it is that it gets through, once tried.", &kind_score,
                       .scale = "likelihood", .when = "combined" },
    [RISK_END_STATE] = { "desired_end_state", "What the source wants",
                         "The state that the source would bring about here.", &kind_prose, F_SEARCH,
                         .when = "sources" },
    [RISK_TARGET_CONFIDENCE] = { "target_confidence", "Confidence in the residual rating",
                                 "How sure it is that the plan gets there.", &kind_choice,
                                 .choices = confidence,
                                 .also = "residual confidence|target confidence" },
    [RISK_MONEY_CONFIDENCE] = { "money_confidence", "Confidence in the money",
                                "How sure the estimate in money is.", &kind_choice,
                                .choices = confidence },
    [RISK_INHERENT_CONFIDENCE] = { "inherent_confidence", "Confidence in the inherent rating",
                                   "How sure it is what would happen without any control.",
                                   &kind_choice, .choices = confidence, .when = "inherent",
                                   .also = "inherent confidence|gross confidence" },
    [RISK_HAPPENED] = { "happened_on", "It happened on",
                        "Day of the last incident in which this came true; the rating asks to be "
                        "looked at again until it is given or confirmed knowing of it.",
                        &kind_date, F_LIST,
                        .also = "happened on|it happened|occurred on|incident date|date of "
                                "incident|last incident|last occurrence" },
    [RISK_HAPPENED_NOTE] = { "happened_note", "What happened",
                             "In a sentence or two: what it was, what it cost, how it ended.",
                             &kind_prose, F_SEARCH, .also = "incident|incident note|incidents" },
    [RISK_HAPPENED_UNRATED] = { "happened_unrated", "Happened and not rated since",
                                "The same day, while no rating knows of it.", &kind_date, F_AUTO },
    [RISK_SCORE] = { "current_points", "Points",
                     "Points of likelihood times points of consequence.", &kind_real,
                     F_LIST | F_STORED, .derive = score, .when = "points" },
    [RISK_MONEY_LIKELIHOOD] = { "money_likelihood", "Likelihood, from money",
                                "Step of the events a year, by the bands of the criteria.",
                                &kind_score, .scale = "likelihood", .derive = money_likelihood,
                                .when = "bands" },
    [RISK_MONEY_CONSEQUENCE] = { "money_consequence", "Consequence, from money",
                                 "Step of the high end of one event, by the bands of the "
                                 "criteria.",
                                 &kind_score, .scale = "consequence", .derive = money_consequence,
                                 .when = "bands" },
    [RISK_MONEY_LEVEL] = { "money_level", "Level, from money",
                           "By the matrix, for comparison: the level stays that of the rating.",
                           &kind_score, F_LIST, .scale = "level", .derive = money_level,
                           .when = "bands" },
    [RISK_EVALUATION] = { "evaluation", "Evaluation",
                          "Why it needs treatment by its criteria, or why not.", &kind_line,
                          .derive = evaluation },
};
static bool complete(struct ctx *c, const struct record *old, struct record *now)
{
    return library_complete(c, old, now, "scenario");
}
static const struct index indexes[] = { { { "current_level" } },
                                        { { "status", "current_level" } },
                                        { { "scope", "current_level" } },
                                        { { "owner" } },
                                        /* all that the matrix counts by: no row is read */
                                        { { "status", "current_likelihood", "current_consequence",
                                            "kind" } } };
static const struct transition flow[] = { { "open", "closed", "close", 0, NULL },
                                          { "closed", "open", "open again", 0, NULL } };
const struct entity entity_risk = {
    .name = "risk",
    .plural = "risks",
    .columns = "owner,status,current_likelihood,current_consequence,current_level,current_points,"
               "inherent_level,target_level,review_on",
    .label = "risk",
    .prefix = "R",
    .clause = "27001:6.1.2",
    .number = 17,
    .help = "A scenario that could harm confidentiality, integrity or availability, with its "
            "owner, rating and treatment.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .flow = flow,
    .nflow = ARRAY_LEN(flow),
    .hook = { .complete = complete, .check = check, .before_save = before_save },
    .perm = PERM_OWNED,
};
const struct link link_risk_asset = { .name = "risk_asset",
                                      .from = &entity_risk,
                                      .to = &entity_asset };
const struct link link_risk_threat = { .name = "risk_threat",
                                       .from = &entity_risk,
                                       .to = &entity_threat };
const struct link link_risk_origin = {
    .name = "risk_origin", .inverse = NULL, .from = &entity_risk, .to = &entity_risk_source
};
const struct link link_risk_vulnerability = { .name = "risk_vulnerability",
                                              .from = &entity_risk,
                                              .to = &entity_vulnerability };
const struct link link_risk_control = {
    .name = "risk_control", .inverse = "risks", .from = &entity_risk, .to = &entity_control
};
