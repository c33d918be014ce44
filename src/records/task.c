#include "records/records.h"
#include "store/permit.h"

/* task: anything somebody must do by a date (27001 8.1). A recurring one makes its successor when
 * it is done. */

static const struct choice status[] = {
    { "open", "Open" }, { "done", "Done" }, { "cancelled", "Cancelled" }, { NULL, NULL }
};
static const struct choice recurrence[] = { { "none", "Once" },
                                            { "monthly", "Every month" },
                                            { "quarterly", "Every quarter" },
                                            { "half_yearly", "Every half year" },
                                            { "yearly", "Every year" },
                                            { NULL, NULL } };
static int months_of(struct str key)
{
    static const int months[] = { 0, 1, 3, 6, 12 };
    for (size_t i = 0; recurrence[i].key; i++)
        if (str_eq_z(key, recurrence[i].key))
            return months[i];
    return 0;
}

static bool before_save(struct ctx *c, const struct record *old, struct record *now)
{
    if (rec_changed(old, now, TASK_STATUS) && str_eq_z(rec_text(now, TASK_STATUS), "done") &&
        rec_is_null(now, TASK_DONE_ON))
        rec_set_text(now, TASK_DONE_ON, store_today_text(c));
    return true;
}

static bool after_save(struct ctx *c, const struct record *old, const struct record *now)
{
    int months = months_of(rec_text(now, TASK_RECURRENCE));
    struct record *next;
    int64_t due;
    if (!old || !rec_changed(old, now, TASK_STATUS) ||
        !str_eq_z(rec_text(now, TASK_STATUS), "done") || !months ||
        !when_parse_date(rec_text(now, TASK_DUE), &due))
        return true;
    if (!record_new(c, &entity_task, &next))
        return false;
    for (size_t i = 0; i < TASK_N; i++)
        if (i != TASK_STATUS && i != TASK_DONE_ON && i != TASK_OVERDUE)
            next->v[i] = now->v[i];
    char *text = arena_alloc(c->mem, WHEN_DATE_LEN + 1);
    when_date_text(when_add_months(due, months), text);
    rec_set_text(next, TASK_DUE, (struct str){ text, WHEN_DATE_LEN });
    return store_save(c, permit_founder(c, permit_person(c->permit)), next, NULL);
}

static const struct field fields[TASK_N] = {
    [TASK_TITLE] = FIELD_TITLE(
        "What is to be done, for example Review access rights of the customer platform."),
    [TASK_OWNER] = FIELD_OWNER("Who", "Who does it."),
    [TASK_DUE] = { "due", "Due", "Until when.", &kind_date, F_LIST | F_FIRST },
    [TASK_STATUS] = { "status", "Status", "Open, done or cancelled.", &kind_choice, F_LIST,
                      .choices = status, .initial = "open" },
    [TASK_DONE_ON] = { "done_on", "Done on", "When it was done.", &kind_date, F_LIST },
    [TASK_RECURRENCE] = { "recurrence", "Repeats",
                          "A recurring task makes the next one when it is done.", &kind_choice,
                          F_LIST | F_FIRST, .choices = recurrence, .initial = "none" },
    [TASK_SCOPE] = FIELD_SCOPE,
    [TASK_CONTROLS] = { "controls", "Controls", "Controls it keeps running.", &kind_link,
                        .link = &link_task_control },
    [TASK_RISK] = { "risk", "Risk", "The risk it is about.", &kind_ref, .to = &entity_risk },
    [TASK_DOCUMENT] = { "document", "Document", "The document it is about.", &kind_ref,
                        .to = &entity_document },
    [TASK_OVERDUE] = { "overdue", "Overdue", "Its day has passed and it is open.", &kind_bool,
                       F_LIST,
                       .sql =
                           "CASE WHEN t.\"due\"<$today AND t.\"status\"='open' THEN 1 ELSE 0 END" },
    [TASK_NOTES] = FIELD_NOTES,
    [TASK_STEP] = { "step", "Puts off",
                    "Name of a step on the path to the certificate: while the task is open and not "
                    "overdue, the path goes past that step.",
                    &kind_line, F_SEARCH },
};
static const struct transition flow[] = { { "open", "done", "finish", 0, NULL },
                                          { "open", "cancelled", "cancel", 0, NULL },
                                          { "done", "open", "open again", 0, NULL },
                                          { "cancelled", "open", "open again", 0, NULL } };
static const struct index indexes[] = { { { "status", "due" } }, { { "owner", "status", "due" } } };
const struct entity entity_task = {
    .name = "task",
    .plural = "tasks",
    .label = "task",
    .prefix = "TK",
    .clause = "27001:8.1",
    .number = 28,
    .help = "Something that somebody must do by a date, once or again and again.",
    .fields = fields,
    .nfields = ARRAY_LEN(fields),
    .indexes = indexes,
    .nindexes = ARRAY_LEN(indexes),
    .flow = flow,
    .nflow = ARRAY_LEN(flow),
    .hook = { .before_save = before_save, .after_save = after_save },
    .perm = { .read = ROLE_WORK,
              .create = ROLE_MANAGER | ROLE_OWNER,
              .edit = ROLE_MANAGER,
              .archive = ROLE_MANAGER,
              .own_edit =
                  ROLE_OWNER | ROLE_CONTRIBUTOR | ROLE_READER | ROLE_MANAGEMENT | ROLE_PRIVACY },
};
const struct link link_task_control = { .name = "task_control",
                                        .from = &entity_task,
                                        .to = &entity_control };
