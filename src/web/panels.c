#include "web/generic.h"
#include "web/panels.h"

/* One row a type that shows more than its fields. */
static const struct {
    const char *type;
    bool (*above)(struct view *);                         /* above its list */
    bool (*beside)(struct view *, const struct record *); /* beside a record */
} panels[] = {
    { "risk", risk_matrix, risk_panel },
};

bool (*panel_of(const struct entity *e))(struct view *, const struct record *)
{
    for (size_t i = 0; i < ARRAY_LEN(panels); i++)
        if (strcmp(panels[i].type, e->name) == 0)
            return panels[i].beside;
    return NULL;
}

bool (*panel_above(const struct entity *e))(struct view *)
{
    for (size_t i = 0; i < ARRAY_LEN(panels); i++)
        if (strcmp(panels[i].type, e->name) == 0)
            return panels[i].above;
    return NULL;
}
