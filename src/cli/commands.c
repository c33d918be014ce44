#include "cli/cmd.h"

/* The command table: parsing, help, completion and the manual page come from here. Names and
 * options are the contract of the product. */

static const struct cli_option none[] = { { NULL, NULL, NULL } };
static const struct cli_option init_options[] = {
    { "organization", "NAME", "Name of the organisation." },
    { "demo", NULL, "Fill it with a complete small organisation and two years of history." },
    { "founder", "NAME", "Your name; you hold all rights at first." },
    { "email", "ADDRESS", "Your e-mail address." },
    { NULL, NULL, NULL }
};
static const struct cli_option setup_options[] = {
    { "title", "NAME", "Name of the organisation; as it is when left out." },
    { "headcount", "N", "People under its control; up to 49 get scales of three steps." },
    { "sector", "NAME", "software, office, manufacturing, health, retail, public or other." },
    { "standards", "LIST", "27001:2022 when left out; 27701-2019 and 27701-2025 can be added." },
    { "wanted", "DAY", "When the certificate is wanted; milestones are counted back." },
    { "sheet", "FILE",
      "A list you have already (workbook or CSV), instead of suggestions of its type." },
    { "tab", "NAME", "Which sheet of a workbook; its first when left out." },
    { "type", "TYPE", "What it is a list of; found out from its headings when left out." },
    { "dates", "dmy|mdy", "How its dates with slashes are meant." },
    { "dry-run", NULL, "Only say what would be made." },
    { NULL, NULL, NULL }
};
static const struct cli_option import_options[] = {
    { "map", "Column=field", "Which field a column holds; may be repeated." },
    { "dates", "dmy|mdy", "How dates with slashes are meant." },
    { "create-missing", NULL, "Make persons and records that are named but not there." },
    { "clear", NULL, "Empty cells empty the field." },
    { "dry-run", NULL, "Only show what would change." },
    { "scope", "REF", "Scope of rows that name none." },
    { "tab", "NAME", "Which sheet of a workbook; its first when left out." },
    { NULL, NULL, NULL }
};
static const struct cli_option export_options[] = {
    { "csv", NULL, "Comma-separated values (default)." },
    { "xlsx", NULL, "Excel workbook." },
    { "out", "FILE", "Write to a file." },
    { "where", "FIELD=VALUE", "Only these; may be repeated." },
    { NULL, NULL, NULL }
};
static const struct cli_option check_options[] = {
    { "scope", "REF", "Which scope; not needed when there is one." },
    { "requirement", "REF", "Only this clause or item, such as 27001:6.1.2." },
    { NULL, NULL, NULL }
};
static const struct cli_option soa_options[] = {
    { "scope", "REF", "Which scope; not needed when there is one." },
    { "csv", NULL, "Comma-separated values." },
    { "xlsx", NULL, "Excel workbook, as auditors want it." },
    { "html", NULL, "A page that prints well." },
    { "public", NULL, "Without how, owner and evidence." },
    { "out", "FILE", "Write to a file." },
    { NULL, NULL, NULL }
};
static const struct cli_option scope_option[] = {
    { "scope", "REF", "Which scope; not needed when there is one." }, { NULL, NULL, NULL }
};
static const struct cli_option curve_options[] = {
    { "model", "FILE", "A model as JSON (docs/risk-model.md) instead of the records." },
    { "scope", "REF", "Only the risks of this scope." },
    { "controls", "none|in_place|all", "Which controls of the model are at work." },
    { "contributions", NULL, "What each scenario adds to a bad year." },
    { "tornado", NULL, "Which uncertain input matters most." },
    { "fast", NULL, "A coarser grid, as while dragging a slider." },
    { "out", "FILE", "Write to a file." },
    { NULL, NULL, NULL }
};
static const struct cli_option simulate_options[] = {
    { "model", "FILE", "A model as JSON (docs/risk-model.md) instead of the records." },
    { "scope", "REF", "Only the risks of this scope." },
    { "controls", "none|in_place|all", "Which controls of the model are at work." },
    { "years", "N", "Results to draw; 100,000 when left out." },
    { "seed", "N", "Another sequence of random numbers; the same one gives the same result." },
    { "out", "FILE", "Write to a file." },
    { NULL, NULL, NULL }
};
static const struct cli_option invest_options[] = {
    { "model", "FILE", "A model as JSON (docs/risk-model.md) instead of the records." },
    { "scope", "REF", "Only the risks of this scope." },
    { "budget", "N", "What may be spent, in the model's currency." },
    { "effort", "N", "Choices to look at for the proof; 20,000 when left out." },
    { "out", "FILE", "Write to a file." },
    { NULL, NULL, NULL }
};
static const struct cli_option list_options[] = {
    { "where", "FIELD=VALUE", "Filter; != < <= > >= ~ work too; may be repeated." },
    { "sort", "FIELD|-FIELD", "Order; - for descending." },
    { "limit", "N", "Records on a page, 1 to 200." },
    { "after", "CURSOR", "The next page, from where the last one ended." },
    { "search", "WORDS", "Only records that hold all these words." },
    { "csv", NULL, "Comma-separated values." },
    { "out", "FILE", "Write to a file." },
    { NULL, NULL, NULL }
};
static const struct cli_option edit_options[] = {
    { "if-version", "N", "Only when this is still the stored version." }, { NULL, NULL, NULL }
};
static const struct cli_option verify_options[] = {
    { "hashes-only", NULL, "Without openings and replay." }, { NULL, NULL, NULL }
};
static const struct cli_option serve_options[] = {
    { "listen", "HOST:PORT", "Where to answer; 127.0.0.1:27001 when not given." },
    { "tls-cert", "FILE", "Certificate (PEM), to speak TLS itself." },
    { "tls-key", "FILE", "Its key (PEM)." },
    { "proxy", NULL, "A proxy before it speaks TLS and tells the address of the client." },
    { NULL, NULL, NULL }
};
static const struct cli_option schema_options[] = {
    { "postgresql", NULL, "For PostgreSQL instead of SQLite." },
    { "routes", NULL, "The addresses of the web application and the API, as JSON." },
    { "openapi", NULL, "The description of the API (OpenAPI 3.1)." },
    { NULL, NULL, NULL }
};
static const struct cli_option invite_options[] = {
    { "url", "URL", "Where the program is reached, for a link that can be sent." },
    { NULL, NULL, NULL }
};
static const struct cli_option token_options[] = {
    { "access", "read|write", "What it may do; read when not given." },
    { "expires", "DAY", "Its last day, at most two years ahead; 90 days when not given." },
    { "person", "REF", "For another person; administrators only." },
    { NULL, NULL, NULL }
};
static const struct cli_option person_option[] = { { "person", "REF", "Only of this person." },
                                                   { NULL, NULL, NULL } };

static const struct cli_option advise_options[] = {
    { "certify", NULL, "You want the certificate." },
    { "implement", NULL, "You build or run the management system." },
    { "risk", NULL, "You assess and treat risks." },
    { "measure", NULL, "You measure whether it works." },
    { "audit", NULL, "You audit it." },
    { "privacy", "ROLE", "You use personal data as controller, processor or both." },
    { NULL, NULL, NULL }
};
static const struct cli_option sheet_options[] = { { "html", NULL, "A page that prints well." },
                                                   { "out", "FILE", "Write to a file." },
                                                   { NULL, NULL, NULL } };
static const struct cli_option load_text_options[] = {
    { "clear", NULL, "An empty text takes the wording out." }, { NULL, NULL, NULL }
};

const struct cli_command cli_commands[] = {
    { "init", "", "Make a database.", CLI_OWN_DB | CLI_WRITES, init_options, 0, 0, cmd_init },
    { "serve", "", "Answer in the browser and through the API until it is ended.",
      CLI_OWN_DB | CLI_ANY_VERSION, serve_options, 0, 0, cmd_serve },
    { "setup", "", "Make scope, criteria, starter registers and a first SoA from six answers.",
      CLI_WRITES, setup_options, 0, 0, cmd_setup },
    { "setup withdraw", "", "Take back what it suggested and nobody has changed.", CLI_WRITES, none,
      0, 0, cmd_setup_withdraw },
    { "import", "TYPE FILE", "Take over a spreadsheet (.xlsx, .ods, CSV): all rows or none.",
      CLI_WRITES, import_options, 2, 2, cmd_import },
    { "export", "TYPE", "Write all records of a type.", 0, export_options, 1, 1, cmd_export },
    { "search", "WORDS...", "Find records of every type by words.", 0, none, 1, -1, cmd_search },
    { "soa", "", "The Statement of Applicability.", 0, soa_options, 0, 0, cmd_soa },
    { "soa set", "NUMBER FIELD=VALUE...",
      "Decide on a row: applicable, reasons, obligations, justification, adaptation, how, owner.",
      CLI_WRITES, scope_option, 2, -1, cmd_soa_set },
    { "soa approve", "", "Freeze a version, as top management or its delegate.", CLI_WRITES,
      scope_option, 0, 0, cmd_soa_approve },
    { "soa diff", "V1 V2", "What changed between two versions, in words.", 0, scope_option, 2, 2,
      cmd_soa_diff },
    { "verify", "", "Prove that nothing was rewritten; exit 1 on any difference.", 0,
      verify_options, 0, 0, cmd_verify },
    { "standard show", "REF", "A standard, clause, control or term, such as 27001:6.1.3 or A.5.15.",
      0, none, 1, -1, cmd_standard_show },
    { "standard compare", "A B [CONTROL]", "Two standards side by side.", 0, none, 2, 3,
      cmd_standard_compare },
    { "standard search", "WORDS...",
      "Find clauses and controls by words, a question, number, old number or attribute.", 0, none,
      1, -1, cmd_standard_search },
    { "standard guide", "[TOPIC]", "How the standards fit together, certification, auditing.", 0,
      none, 0, 1, cmd_standard_guide },
    { "standard advise", "", "Which standard to buy first, which is optional, and why.", 0,
      advise_options, 0, 0, cmd_standard_advise },
    { "standard handout", "[NAME]", "A page to hand out, for a role: everyone, managers ...", 0,
      sheet_options, 0, 1, cmd_standard_handout },
    { "standard load-text", "FILE",
      "Keep licensed wording (CSV: reference, text) beside ours; it is never exported.", CLI_WRITES,
      load_text_options, 1, 1, cmd_standard_load_text },
    { "construct show", "KEY", "What to measure and how, with today's value from the records.", 0,
      scope_option, 1, 1, cmd_construct_show },
    { "template show", "KEY", "The text of a document template.", 0, sheet_options, 1, 1,
      cmd_template_show },
    { "term", "WORD", "What a word of the field means.", 0, none, 1, -1, cmd_term },
    { "check", "", "What is missing, clause by clause; exit 1 while something is.", 0,
      check_options, 0, 0, cmd_check },
    { "path", "", "Where we stand on the way to the certificate.", 0, scope_option, 0, 0,
      cmd_path },
    { "risk curve", "", "What may be lost in a year, exactly: how much with which probability.",
      CLI_OWN_DB, curve_options, 0, 0, cmd_risk_curve },
    { "risk simulate", "", "The same by simulating many years, with its standard errors.",
      CLI_OWN_DB, simulate_options, 0, 0, cmd_risk_simulate },
    { "risk invest", "--budget N", "Which controls to buy under a budget, and how good that is.",
      CLI_OWN_DB, invest_options, 0, 0, cmd_risk_invest },
    { "user list", "", "Who can sign in.", 0, none, 0, 0, cmd_user_list },
    { "user invite", "PERSON", "Make the one-time link with which a person sets a password.",
      CLI_WRITES, invite_options, 1, 1, cmd_user_invite },
    { "user disable", "PERSON", "End a person's sessions and refuse new ones.", CLI_WRITES, none, 1,
      1, cmd_user_disable },
    { "user enable", "PERSON", "Let a person sign in again.", CLI_WRITES, none, 1, 1,
      cmd_user_enable },
    { "user reset-totp", "PERSON", "Take the second factor off an account.", CLI_WRITES, none, 1, 1,
      cmd_user_reset_totp },
    { "token create", "TITLE", "Make a token for a program; it is shown once.", CLI_WRITES,
      token_options, 1, 1, cmd_token_create },
    { "token list", "", "Tokens that are valid: all of them for administrators, else your own.", 0,
      person_option, 0, 0, cmd_token_list },
    { "token revoke", "NUMBER", "End a token.", CLI_WRITES, none, 1, 1, cmd_token_revoke },
    { "backup", "FILE", "Copy the database while it is in use, and check the copy.", 0, none, 1, 1,
      cmd_backup },
    { "restore", "FILE", "Bring a backup back as a new database (--db names where).",
      CLI_OWN_DB | CLI_WRITES, none, 1, 1, cmd_restore },
    { "upgrade", "", "Bring the database to this version of the program, after a backup.",
      CLI_ANY_VERSION | CLI_WRITES, none, 0, 0, cmd_upgrade },
    { "rebuild", "", "Make derived data anew: search index, content.", CLI_WRITES, none, 0, 0,
      cmd_rebuild },
    { "doctor", "", "Look after the database: integrity, references, disk, versions.",
      CLI_ANY_VERSION | CLI_OWN_DB, none, 0, 0, cmd_doctor },
    { "schema", "",
      "Print what follows from the descriptions: tables as SQL, or routes, or OpenAPI.", CLI_NO_DB,
      schema_options, 0, 0, cmd_schema },
    { "manual", "", "Print the manual page.", CLI_NO_DB, none, 0, 0, cmd_manual },
    { "completion", "", "Print shell completion for bash.", CLI_NO_DB, none, 0, 0, cmd_completion },
    { .name = NULL },
};

const struct cli_command cli_type_commands[] = {
    { "list", "", "One page of records.", 0, list_options, 0, 0, cmd_list },
    { "show", "REF", "One record.", 0, none, 1, 1, cmd_show },
    { "add", "FIELD=VALUE...", "Add a record.", CLI_WRITES, none, 1, -1, cmd_add },
    { "edit", "REF FIELD=VALUE...", "Change a record.", CLI_WRITES, edit_options, 2, -1, cmd_edit },
    { "archive", "REF", "Put a record away; nothing is deleted.", CLI_WRITES, none, 1, 1,
      cmd_archive },
    { "unarchive", "REF", "Bring it back.", CLI_WRITES, none, 1, 1, cmd_unarchive },
    { "history", "REF", "Everything that happened to a record.", 0, none, 1, 1, cmd_history },
    { "fields", "", "The fields of the type and what they take.", CLI_NO_DB, none, 0, 0,
      cmd_fields },
    { .name = NULL },
};
