#include "records/records.h"
#include "web/generic.h"
#include "web/panels.h"

/* One row a type that shows more than its fields. */
static const struct panels {
    const char *type;
    bool (*above)(struct view *);                         /* above its list */
    bool (*under)(struct view *, const struct record *);  /* before the fields of a record */
    bool (*beside)(struct view *, const struct record *); /* beside them */
} panels[] = {
    { "acceptance", acceptance_above, NULL, NULL },
    { "asset", asset_above, NULL, NULL },
    { "construct", NULL, content_body, NULL },
    { "library", NULL, content_body, NULL },
    { "template", NULL, content_body, NULL },
    { "guide", NULL, content_body, NULL },
    { "control", NULL, NULL, control_panel },
    { "criteria", NULL, criteria_panel, NULL },
    { "risk_assessment", NULL, NULL, assessment_panel },
    { "risk", risk_matrix, money_panel, risk_panel },
    { "treatment", treatment_above, NULL, NULL },
    { "document", NULL, document_text, document_panel },
    { "document_version", NULL, version_text, version_panel },
};

static const struct panels *find(const struct entity *e)
{
    static const struct panels none;
    for (size_t i = 0; i < ARRAY_LEN(panels); i++)
        if (strcmp(panels[i].type, e->name) == 0)
            return &panels[i];
    return &none;
}

const char *panel_fold(const struct entity *e, const struct field *f)
{
    static const struct {
        size_t from, to;
    } money[] = { { RISK_CURRENT_FREQUENCY, RISK_COVER },
                  { RISK_MONEY_CONFIDENCE, RISK_MONEY_CONFIDENCE },
                  { RISK_MONEY_LIKELIHOOD, RISK_MONEY_LEVEL } };
    size_t at = entity_place(e, f);
    for (size_t i = 0; e == &entity_risk && i < ARRAY_LEN(money); i++)
        if (at >= money[i].from && at <= money[i].to)
            return _("Figures in money");
    return NULL;
}

bool (*panel_beside(const struct entity *e))(struct view *, const struct record *)
{
    return find(e)->beside;
}

bool (*panel_under(const struct entity *e))(struct view *, const struct record *)
{
    return find(e)->under;
}

bool (*panel_above(const struct entity *e))(struct view *)
{
    return find(e)->above;
}
