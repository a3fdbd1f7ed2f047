//! `explain`: names, addresses, patterns, and what nobody documents.

use crate::program::backchat;

fn explain(subject: &str) -> String {
    let said = backchat(&["explain", subject]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.out
}

#[track_caller]
fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in: {text}");
    }
}

#[test]
fn a_documented_name_is_explained_with_its_switch_and_source() {
    holds(
        &explain("ctldl.windowsupdate.com"),
        &[
            "Belongs to Certificates (certain).",
            "! Security",
            "Without it",
            "DisableRootAutoUpdate = 1 (REG_DWORD)",
            "of 37 releases",
            "Enterprise: Windows 10 1709 to 21H2; Windows 11 21H2",
            "manage-windows-11-endpoints.md:",
            "it wins because",
            "Windows Update: *.windowsupdate.com",
        ],
    );
}

#[test]
fn the_row_of_the_release_asked_for_is_the_one_that_is_cited() {
    let said = backchat(&["explain", "ctldl.windowsupdate.com", "--release", "2004"]);
    holds(
        &said.out,
        &["manage-windows-2004-endpoints.md:58", "2020-10-22"],
    );
}

#[test]
fn what_was_observed_stands_beside_what_is_documented() {
    holds(
        &explain("adl.windows.com"),
        &["Observed", "0xc1900223", "https://"],
    );
}

#[test]
fn a_name_of_two_areas_shows_both() {
    holds(
        &explain("go.microsoft.com"),
        &[
            "(FWLink) or Windows Defender",
            "Several areas document it",
            "Turn off Windows Defender",
        ],
    );
}

#[test]
fn a_pattern_says_what_a_rule_against_it_reaches() {
    holds(
        &explain("*.windowsupdate.com"),
        &[
            "in 2 areas",
            "Security-critical among them",
            "It holds the whole of these",
        ],
    );
}

#[test]
fn what_nobody_documents_is_told_plainly_with_what_to_do_next() {
    holds(
        &explain("idleprobe.data.microsoft.com"),
        &[
            "Undocumented",
            "belongs to Microsoft",
            "Next",
            "backchat connections",
        ],
    );
    holds(
        &explain("evillogin.live.com"),
        &["only looks like a documented name", "*login.live.com"],
    );
}

#[test]
fn a_load_balancer_is_not_blamed() {
    holds(
        &explain("x.trafficmanager.net"),
        &["a load balancer", "Not an endpoint of its own"],
    );
}

#[test]
fn an_address_has_a_scope_and_no_page() {
    holds(
        &explain("8.8.8.8"),
        &["A public address", "No page in the catalog lists it"],
    );
    holds(&explain("10.0.0.1"), &["A private address"]);
    let json = backchat(&["explain", "[fe80::1]", "--format", "json"]).json();
    assert_eq!(json["scope"], "link-local");
}

#[test]
fn an_address_in_a_listed_range_leads_to_the_sets_that_list_it() {
    holds(
        &explain("13.107.6.152"),
        &[
            "13.107.6.152/31",
            "Microsoft 365, worldwide: Exchange Online set 1, TCP 80 443, required",
        ],
    );
    holds(&explain("2603:1006::1"), &["Exchange Online set 1"]);
    let json = backchat(&["explain", "13.107.6.0/24", "--format", "json"]).json();
    assert_eq!(json["subject"]["network"], "13.107.6.0/24");
    assert_eq!(json["ranges"][0]["holds"], "part");
}

#[test]
fn what_could_only_be_an_address_and_is_none_is_refused() {
    backchat(&["explain", "999.1.1.1"]).says(2, &["whose last part is a number"]);
    backchat(&["explain", "10.0.0.0/33"]).says(2, &["has only 32 bits"]);
}

#[test]
fn json_holds_the_whole_endpoint() {
    let json = backchat(&["explain", "ctldl.windowsupdate.com", "--format", "json"]).json();
    assert_eq!(json["schema"], "backchat-explanation/1");
    assert_eq!(json["matches"][0]["endpoint"]["area"], "certificates");
    let rows = json["matches"][0]["endpoint"]["documented"].as_array();
    let rows = rows.expect("rows");
    assert!(
        rows.iter()
            .any(|row| { row["release"] == "windows-10-2004-enterprise" && row["line"] == 58 })
    );
}

#[test]
fn what_is_no_destination_is_refused() {
    backchat(&["explain", "not a name"]).says(2, &["`not a name`", "hint: write it like"]);
    backchat(&["explain", "a.example", "--release", "x"]).says(2, &["has no release `x`"]);
}

#[test]
fn lines_fit_the_width_but_for_what_is_to_be_copied() {
    for line in explain("ctldl.windowsupdate.com").lines() {
        let copied = line.contains("https://") || line.contains("HKLM") || line.contains(".md:");
        assert!(copied || line.chars().count() <= 100, "{line}");
    }
}
