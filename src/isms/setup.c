#include "isms/setup.h"
#include "records/records.h"
#include "store/permit.h"

static bool grant(struct ctx *c, const struct permit *program, int64_t person, const char *role)
{
    struct record *r;
    if (!record_new(c, &entity_grant, &r))
        return false;
    rec_set_int(r, GRANT_PERSON, person);
    rec_set_text(r, GRANT_ROLE, str_z(role));
    rec_set_text(r, GRANT_NOTES, STR("Given to the person who made the database."));
    return store_save(c, program, r, NULL);
}

static bool default_criteria(struct ctx *c, const struct permit *p)
{
    struct record *r;
    if (!record_new(c, &entity_criteria, &r))
        return false;
    for (size_t i = 0; i < CRITERIA_N; i++)
        if (criteria_defaults[i] &&
            !record_parse(c, r, &entity_criteria.fields[i], str_z(criteria_defaults[i])))
            return false;
    return store_save(c, p, r, NULL);
}

bool setup_organization(struct ctx *c, struct str name, struct str founder, struct str email,
                        int64_t *ret_founder)
{
    const struct permit *program = permit_founder(c, 0);
    struct record *o, *p;
    if (!record_new(c, &entity_organization, &o) || !record_new(c, &entity_person, &p))
        return false;
    if (!record_parse(c, o, &entity_organization.fields[ORG_TITLE], name) ||
        !record_parse(c, p, &entity_person.fields[PERSON_NAME],
                      founder.n ? founder : STR("Founder")) ||
        !record_parse(c, p, &entity_person.fields[PERSON_EMAIL], email))
        return false;
    if (!store_save(c, program, o, NULL) || !store_save(c, program, p, NULL))
        return false;
    if (!grant(c, program, p->id, "admin") || !grant(c, program, p->id, "manager") ||
        !default_criteria(c, permit_founder(c, p->id)))
        return false;
    *ret_founder = p->id;
    return true;
}
