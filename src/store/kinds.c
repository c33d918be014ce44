#include "store/entity.h"

const struct kind *const kind_all[] = {
    &kind_line,    &kind_code,   &kind_prose, &kind_url,   &kind_int,    &kind_real,    &kind_money,
    &kind_percent, &kind_bool,   &kind_date,  &kind_stamp, &kind_choice, &kind_choices, &kind_score,
    &kind_ref,     &kind_person, &kind_key,   &kind_link,  &kind_file,
};
const size_t kind_count = ARRAY_LEN(kind_all);
