#include "isms/setup_starter.h"
#include "records/records.h"

/* Own words for what nearly every organisation of a sector has. Short on purpose: a starter is read
 * and corrected, a catalogue is not. */

const struct choice setup_sectors[] = { { "software", "Software and online services" },
                                        { "office", "Offices and services" },
                                        { "manufacturing", "Manufacturing" },
                                        { "health", "Health care" },
                                        { "retail", "Retail" },
                                        { "public", "Public body" },
                                        { "other", "Something else" },
                                        { NULL, NULL } };

#define BUSINESS "business"
#define SUPPORT "supporting"
const struct setup_starter setup_assets[] = {
    { NULL, BUSINESS, "Customer information", "data" },
    { NULL, BUSINESS, "Personnel files", "data" },
    { NULL, BUSINESS, "Contracts and accounts", "data" },
    { NULL, SUPPORT, "E-mail and calendar", "application" },
    { NULL, SUPPORT, "Shared files", "application" },
    { NULL, SUPPORT, "Accounting and payments", "application" },
    { NULL, SUPPORT, "User accounts and sign-in", "service" },
    { NULL, SUPPORT, "Laptops and phones", "device" },
    { NULL, SUPPORT, "Network and internet access", "network" },
    { NULL, SUPPORT, "Backups", "data" },
    { NULL, SUPPORT, "Offices", "place" },
    { "software", BUSINESS, "Source code", "data" },
    { "software", BUSINESS, "Service to customers", "process" },
    { "software", SUPPORT, "Production platform", "service" },
    { "software", SUPPORT, "Build and release pipeline", "application" },
    { "office", BUSINESS, "Client files and mandates", "data" },
    { "office", SUPPORT, "Case management system", "application" },
    { "manufacturing", BUSINESS, "Drawings and recipes", "data" },
    { "manufacturing", BUSINESS, "Production", "process" },
    { "manufacturing", SUPPORT, "Production planning", "application" },
    { "manufacturing", SUPPORT, "Machine controls", "device" },
    { "health", BUSINESS, "Patient records", "data" },
    { "health", BUSINESS, "Treatment", "process" },
    { "health", SUPPORT, "Clinical information system", "application" },
    { "health", SUPPORT, "Medical devices", "device" },
    { "retail", BUSINESS, "Customer accounts and orders", "data" },
    { "retail", SUPPORT, "Web shop", "application" },
    { "retail", SUPPORT, "Tills and payment terminals", "device" },
    { "retail", SUPPORT, "Stock system", "application" },
    { "public", BUSINESS, "Case files of citizens", "data" },
    { "public", BUSINESS, "Registers", "data" },
    { "public", SUPPORT, "Specialist applications", "application" },
    { "public", SUPPORT, "Public web site", "application" },
};
const size_t setup_nassets = ARRAY_LEN(setup_assets);

const struct setup_starter setup_parties[] = {
    { NULL, "customer", "Customers",
      "They hand over information and want it back unharmed; many ask for proof." },
    { NULL, "employee", "People who work here",
      "Their own data is kept here, and they need rules that can be followed." },
    { NULL, "authority", "Data protection authority",
      "Watches over personal data; has to be told of breaches within days." },
    { NULL, "supplier", "Providers of IT services",
      "They run what we depend on, and reach into our systems." },
    { NULL, "shareholder", "Owners and lenders", "They carry the loss when the business stops." },
    { "software", "customer", "Security teams of customers",
      "They send questionnaires and want to see the certificate." },
    { "office", "other", "Professional body",
      "Sets duties of secrecy that go further than the contract." },
    { "manufacturing", "customer", "Customers with security rules of their own",
      "Their drawings lie here; their contract names what has to be in place." },
    { "health", "customer", "Patients and their relatives",
      "They come to harm when records are wrong or missing." },
    { "health", "authority", "Health authority", "Licenses the work and asks for reports." },
    { "retail", "supplier", "Payment providers and card schemes",
      "Their rules decide whether cards may be taken." },
    { "public", "customer", "Citizens", "They cannot choose another office." },
    { "public", "authority", "Supervising authority", "Checks legality and asks for reports." },
};
const size_t setup_nparties = ARRAY_LEN(setup_parties);

const char *const setup_criteria_small[CRITERIA_N] = {
    [CRITERIA_TITLE] = "Criteria in three steps",
    [CRITERIA_STATUS] = "in_force",
    [CRITERIA_LIKELIHOOD] = "1 Unlikely: less than once in ten years\n"
                            "2 Possible: once in one to ten years\n"
                            "3 Likely: every year or more often",
    [CRITERIA_CONSEQUENCE] =
        "1 Small: put right within days, nobody outside is harmed\n"
        "2 Serious: a service stops for a day, customers or a duty to report are touched\n"
        "3 Grave: the organisation or people come to lasting harm",
    [CRITERIA_LEVEL] = "1 Low: live with it, look again at the next assessment\n"
                       "2 Medium: treat where it is cheap, otherwise the owner accepts it\n"
                       "3 High: treat; what remains is accepted by top management",
    [CRITERIA_NEED] = "1 Normal: loss would cost time and money\n"
                      "2 High: loss would hurt customers or break a duty\n"
                      "3 Very high: loss could end the business or harm people",
    [CRITERIA_MATRIX] = "1 1 2\n1 2 3\n2 3 3",
    [CRITERIA_ACCEPTANCE] = "1-2 owner\n3 management",
    [CRITERIA_INHERITANCE] = "confidentiality maximum\nintegrity maximum\navailability maximum",
    [CRITERIA_INTERVAL] = "12",
};

/* A body wants some months of records between the two stages, so the second half is the fuller. */
const struct setup_stage setup_stages[SETUP_MILESTONES] = {
    { "Risks assessed, treatment planned, Statement of Applicability approved", 40 },
    { "Internal audit done", 65 },
    { "Management review held", 72 },
    { "Stage 1 audit", 78 },
    { "Stage 2 audit", 92 },
    { "Certificate", 100 },
};
