#include "records/records.h"

/* The catalogue, made from the list in types.h. */

#define ENTITY_POINTER(name) &entity_##name,
#define LINK_POINTER(name) &link_##name,
static const struct entity *const entities[] = { RECORD_TYPES(ENTITY_POINTER) };
static const struct link *const links[] = { RECORD_LINKS(LINK_POINTER) };
const struct catalog catalog_all = { entities, ARRAY_LEN(entities), links, ARRAY_LEN(links) };
