#include "web/generic.h"

/* What a type shows beside its fields. */
static const struct {
    const char *type;
    bool (*write)(struct view *, const struct record *);
} panels[] = {
    { NULL, NULL },
};

bool (*panel_of(const struct entity *e))(struct view *, const struct record *)
{
    for (size_t i = 0; panels[i].type; i++)
        if (strcmp(panels[i].type, e->name) == 0)
            return panels[i].write;
    return NULL;
}
