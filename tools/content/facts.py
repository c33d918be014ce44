"""Facts of the standards: numbers, short titles, attributes, mappings. They lie in content/facts/ as CSV."""
import collections

from content.base import bad, rows

THEMES = {"Organizational": 37, "People": 8, "Physical": 14, "Technological": 34}
ATTRIBUTES = {
    "control_types": {"Preventive", "Detective", "Corrective"},
    "information_security_properties": {"Confidentiality", "Integrity", "Availability"},
    "cybersecurity_concepts": {"Identify", "Protect", "Detect", "Respond", "Recover"},
    "operational_capabilities": {
        "Application_security", "Asset_management", "Continuity", "Governance", "Human_resource_security", "Identity_and_access_management",
        "Information_protection", "Information_security_assurance", "Information_security_event_management", "Legal_and_compliance", "Physical_security",
        "Secure_configuration", "Supplier_relationships_security", "System_and_network_security", "Threat_and_vulnerability_management"},
    "security_domains": {"Governance_and_Ecosystem", "Protection", "Defence", "Resilience"},
}


def count(what, have, want):
    if have != want:
        bad("facts", f"{what}: {have} rows, {want} expected")


def annex_and_controls(root):
    annex = rows(root, "iso27001-2022-annex-a.csv")
    attributes = {r["control_id"]: r for r in rows(root, "iso27002-2022-attributes.csv")}
    formerly = collections.defaultdict(list)
    for r in rows(root, "iso27002-2013-to-2022.csv"):
        if r["control_2013"].startswith("A."):
            formerly[r["control_2022"]].append(r["control_2013"])
    count("Annex A", len(annex), 93)
    for theme, n in THEMES.items():
        count(theme, sum(r["theme"] == theme for r in annex), n)
    out = []
    for i, r in enumerate(annex):
        a = attributes.get(r["control_id"])
        if not a:
            bad(r["control_id"], "no attributes")
            continue
        for name, allowed in ATTRIBUTES.items():
            if not set(a[name].split("|")) <= allowed:
                bad(r["control_id"], f"{name}: {a[name]}")
        common = {k: a[k] for k in ATTRIBUTES}
        old = "|".join(formerly[r["annex_a_ref"]])
        if (r["new_in_2022"] == "yes") == bool(old):
            bad(r["control_id"], "new in 2022 and formerly contradict each other")
        for std, ref, num, kind in (("27001:2022", "27001:" + r["annex_a_ref"], r["annex_a_ref"], "annex_a"),
                                    ("27002:2022", "27002:" + r["control_id"], r["control_id"], "control")):
            out.append(dict(ref=ref, standard=std, number=num, title=r["title"], kind=kind, theme=r["theme"], formerly=old,
                            position=i + 1 + (1000 if kind == "annex_a" else 0), has_requirement=1 if kind == "annex_a" else 0, **common))
    return out


def clauses(root):
    out = []
    for i, r in enumerate(rows(root, "iso27001-2022-clauses.csv")):
        out.append(dict(ref="27001:" + r["clause"], standard="27001:2022", number=r["clause"], title=r["title_or_topic"], kind=r["kind"],
                        parent="27001:" + r["parent"] if r["parent"] else "", position=i + 1, note=r["note"],
                        has_requirement=1 if r["has_requirement"] == "yes" else 0))
    count("clauses", len(out), 186)
    known = {r["ref"] for r in out}
    for r in out:
        if r["parent"] and r["parent"] not in known:
            bad(r["ref"], f"parent {r['parent']} does not exist")
    return out


def privacy(root, clauses):
    """Clauses and controls of both editions; what is a heading in 27001 is one in 27701:2025."""
    out, kinds = [], {r["number"]: r["kind"] for r in clauses}
    for i, r in enumerate(rows(root, "iso27701-clauses.csv")):
        kind = kinds.get(r["parallel_27001"], "clause") if r["edition"] == "2025" else "clause"
        out.append(dict(ref=f"27701-{r['edition']}:{r['id']}", standard=f"27701-{r['edition']}", number=r["id"], title=r["title_or_topic"], kind=kind,
                        position=i + 1, note=r["note"], has_requirement=int(kind == "clause"), parallel=r["parallel_27001"]))
    controls = rows(root, "iso27701-controls.csv")
    count("27701:2019 controls", sum(r["edition"] == "2019" for r in controls), 49)
    count("27701:2025 controls", sum(r["edition"] == "2025" for r in controls), 78)
    for i, r in enumerate(controls):
        out.append(dict(ref=f"27701-{r['edition']}:{r['id']}", standard=f"27701-{r['edition']}", number=r["id"], title=r["title"], kind="privacy_control",
                        theme=r["group"], role=r["role"], position=2000 + i, has_requirement=1,
                        successor="27701-2025:" + r["successor_2025"] if r["successor_2025"] else None))
    return out


def mappings(root, known):
    out, keys = [], set()

    def add(a, b, relation, source):
        key = f"{a} {b}"
        if key not in keys:
            keys.add(key)
            out.append(dict(ref=key, from_ref=a, to_ref=b, relation=relation, source=source))

    for r in rows(root, "iso27002-2013-to-2022.csv"):
        if r["control_2013"].startswith("A."):
            add("27001-2013:" + r["control_2013"], "27001:" + r["control_2022"], r["relation"], "ISO/IEC 27002:2022, correspondence of numbers")
    for name, column, prefix, source in (("csf2-to-iso27001.csv", "csf2_subcategory", "CSF-2.0:", "NIST CSF 2.0 informative references"),
                                         ("sp800-53r5-to-iso27001.csv", "sp800_53r5_control", "SP800-53:", "NIST SP 800-53 Rev. 5 mapping to ISO/IEC 27001")):
        for r in rows(root, name):
            add(prefix + r[column], "27001:" + r["iso27001_2022_ref"], r["ref_type"], source)
    for r in rows(root, "iso27701-controls.csv"):
        if r["edition"] == "2019" and r["successor_2025"]:
            add("27701-2019:" + r["id"], "27701-2025:" + r["successor_2025"], "successor", "ISO/IEC 27701:2025, correspondence with 2019")
    for m in out:
        if m["to_ref"] not in known:
            bad(m["ref"], "maps to something unknown")
    return out


def family(root):
    """Members of the family by number."""
    out = {r["standard"].split()[-1]: r for r in rows(root, "series.csv")}
    count("the family", len(out), 12)
    return out
