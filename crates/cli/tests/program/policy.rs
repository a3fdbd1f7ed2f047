//! Policies: what is wrong with them is said with the file, the line, the key and what may have been meant, and nothing is
//! written.

use crate::place::Place;
use crate::program::{Said, backchat_in};

/// Runs `plan` over a policy file of this text.
fn plan(text: &str) -> Said {
    with_policy(text, &["plan", "p.toml"])
}

fn with_policy(text: &str, arguments: &[&str]) -> Said {
    let place = Place::numbered("policy");
    place.write("p.toml", text.as_bytes());
    backchat_in(place.path(), arguments, b"")
}

#[test]
fn a_misspelt_key_finds_the_right_one() {
    plan("\nrelase = \"2004\"\n").says(
        2,
        &[
            "p.toml:2: relase: a policy has no such key",
            "did you mean release?",
        ],
    );
}

#[test]
fn a_misspelt_area_finds_the_right_one() {
    plan("release = \"2004\"\noff = [\n  \"maps\",\n  \"diagnostics-data\",\n]\n").says(
        2,
        &[
            "p.toml:4: off: there is no area `diagnostics-data`",
            "did you mean diagnostic-data?",
        ],
    );
}

#[test]
fn an_unknown_release_names_those_that_are_like_it() {
    plan("release = \"2044\"\noff = [\"maps\"]\n").says(
        2,
        &["p.toml:1: release: there is no release `2044`", "2004"],
    );
}

#[test]
fn an_exception_needs_a_reason_and_must_not_have_ended() {
    let exception = |rest: &str| {
        plan(&format!(
            "off = [\"maps\"]\n[[exception]]\nkeep = \"a.example\"\n{rest}"
        ))
    };
    exception("until = 2030-01-01\n").says(2, &["p.toml:3: keep: the exception has no `reason`"]);
    exception("reason = \"x\"\n").says(2, &["p.toml:3: keep: the exception has no `until`"]);
    exception("reason = \"x\"\nuntil = 2020-02-01\n").says(
        2,
        &["p.toml:3: keep: the exception for a.example ended on 2020-02-01"],
    );
    exception("reason = \"x\"\nuntil = 2020-02-31\n").says(2, &["p.toml:5"]);
}

#[test]
fn a_policy_that_contradicts_itself_says_where() {
    plan("off = [\"maps\"]\nkeep = [\"maps\"]\n").says(
        2,
        &["contradicts itself", "p.toml:2: keep", "p.toml:1: off"],
    );
    plan("off = [\"microsoft-account\"]\nkeep = [\"windows-update\"]\n").says(
        2,
        &[
            "contradicts itself",
            "windows-update stays, and needs microsoft-account",
            "out of `off`",
        ],
    );
}

#[test]
fn nothing_turned_off_is_an_error() {
    for text in ["", "release = \"2004\"\n", "off = []\n"] {
        plan(text).says(
            2,
            &[
                "the policy turns nothing off",
                "backchat catalog list areas",
            ],
        );
    }
}

#[test]
fn values_of_the_wrong_kind_say_what_to_write() {
    plan("off = 3\n").says(2, &["p.toml:1: off: it is no text", "[\"maps\""]);
    plan("off = [\"maps\", 3]\n").says(2, &["p.toml:1: off: it is no text"]);
    plan("off = [\"maps\"]\nundocumented = \"maybe\"\n")
        .says(2, &["p.toml:2: undocumented", "\"off\" to allow only"]);
    plan("off = [\"maps\"]\nncsi = { answer = \"1.2.3\" }\n")
        .says(2, &["p.toml:2: ncsi", "192.0.2.80"]);
    plan("off = [\"maps\"\n").says(2, &["p.toml:1: "]);
}

#[test]
fn a_file_that_is_no_text_names_its_line() {
    let place = Place::numbered("policy");
    place.write("p.toml", b"off = [\"maps\"]\n# \xff\n");
    backchat_in(place.path(), &["plan", "p.toml"], b"")
        .says(2, &["p.toml:2: the policy is no UTF-8 text"]);
}

#[test]
fn a_file_that_is_not_there_is_said() {
    with_policy("", &["plan", "q.toml"]).says(3, &["cannot read q.toml"]);
}

#[test]
fn options_go_before_the_file_and_the_file_before_the_preset() {
    let said = with_policy(
        "preset = \"quiet\"\nrelease = \"1909\"\n",
        &[
            "plan",
            "p.toml",
            "--release",
            "20H2",
            "--keep",
            "onedrive",
            "--format",
            "json",
        ],
    );
    let json = said.json();
    assert_eq!(json["releases"][0], "Windows 10 Enterprise, version 20H2");
    let verdict = |id: &str| {
        let areas = json["areas"].as_array().unwrap();
        areas.iter().find(|area| area["id"] == id).unwrap()["verdict"].clone()
    };
    assert_eq!(
        (verdict("onedrive"), verdict("maps")),
        ("keep".into(), "off".into())
    );
}

#[test]
fn a_mark_and_line_ends_of_windows_do_not_matter() {
    let said = plan("\u{feff}release = \"2004\"\r\noff = [\"maps\"]\r\n");
    assert_eq!(said.code, Some(0), "{}", said.err);
}

#[test]
fn security_is_turned_off_only_when_named() {
    let verdicts = |off: &str| {
        let said = with_policy(
            "",
            &[
                "plan",
                "--release",
                "2004",
                "--off",
                off,
                "--format",
                "json",
            ],
        );
        let json = said.json();
        let areas = json["areas"].as_array().unwrap().clone();
        move |id: &str| {
            areas.iter().find(|area| area["id"] == id).unwrap()["verdict"]
                .as_str()
                .unwrap()
                .to_owned()
        }
    };
    let all = verdicts("*");
    for id in [
        "certificates",
        "windows-defender",
        "windows-update",
        "device-authentication",
    ] {
        assert_eq!(all(id), "keep", "{id}");
    }
    // What these need stays too.
    for id in ["microsoft-account", "fwlink"] {
        assert_eq!(all(id), "keep", "{id}");
    }
    assert_eq!(verdicts("windows-defender")("windows-defender"), "off");
}

#[test]
fn updates_turned_off_leave_the_lists_of_certificates_reachable() {
    let json = with_policy(
        "",
        &[
            "plan",
            "--release",
            "2004",
            "--off",
            "windows-update",
            "--format",
            "json",
        ],
    )
    .json();
    let collisions = json["collisions"].as_array().unwrap();
    let found = collisions
        .iter()
        .find(|it| it["kept"] == "ctldl.windowsupdate.com")
        .unwrap();
    assert_eq!(
        (
            found["names"].as_str(),
            found["settled"].as_str(),
            found["example"].as_str()
        ),
        (
            Some("*.windowsupdate.com"),
            Some("carved-out"),
            Some("ctldl.windowsupdate.com")
        )
    );
}

#[test]
fn the_connectivity_test_is_never_blocked() {
    let said = with_policy(
        "off = [\"ncsi\", \"maps\"]\n",
        &["export", "rpz", "--policy", "p.toml"],
    );
    assert!(
        said.out.contains("maps.windows.com CNAME .") && !said.out.contains("msftconnecttest"),
        "{}",
        said.out
    );
    let json = plan("off = [\"ncsi\"]\n");
    assert!(
        json.out.contains("NoActiveProbe") && json.out.contains("[ncsi]"),
        "{}",
        json.out
    );
}

#[test]
fn a_capture_says_what_would_have_been_stopped() {
    let lab = crate::program::lab();
    let arguments = [
        "plan",
        "--preset",
        "quiet",
        "--release",
        "2004",
        "--against",
        &lab,
        "--format",
        "json",
    ];
    let json = with_policy("", &arguments).json();
    let against = &json["against"];
    let names = |list: &str| -> Vec<String> {
        let list = against[list].as_array().unwrap().iter();
        list.map(|it| it["destination"].as_str().unwrap().to_owned())
            .collect()
    };
    let (stopped, survives) = (names("stopped"), names("survives"));
    assert!(
        stopped.contains(&"v10.events.data.microsoft.com".to_owned()),
        "{stopped:?}"
    );
    for name in [
        "ctldl.windowsupdate.com",
        "telemetry.contoso.example",
        "dns.msftncsi.com",
    ] {
        assert!(
            survives.contains(&name.to_owned()),
            "{name} in {survives:?}"
        );
    }
    assert!(!against["shared"].as_array().unwrap().is_empty());
}

#[test]
fn an_exception_on_a_vendors_shared_domain_holds_and_one_without_effect_is_told() {
    let policy = |name: &str| {
        format!(
            "release = \"2004\"\noff = [\"diagnostic-data\", \"maps\"]\n[[exception]]\nkeep = \"{name}\"\nreason = \"x\"\nuntil = 2030-01-01\n"
        )
    };
    let said = with_policy(
        &policy("*.microsoft.com"),
        &["export", "rpz", "-p", "p.toml"],
    );
    assert!(
        said.out.contains("maps.windows.com CNAME .")
            && !said.out.contains("events.data.microsoft.com CNAME"),
        "{}",
        said.out
    );
    let said = plan(&policy("*.contoso.com"));
    assert!(said.out.contains("no rule meets it"), "{}", said.out);
}

#[test]
fn revocation_and_the_clock_are_on_every_list_of_what_is_allowed() {
    for (plane, release) in [
        ("pac", "2004"),
        ("pac", "2004 Home"),
        ("unbound", "2004"),
        ("squid", "Windows 11"),
    ] {
        let said = with_policy(
            "",
            &[
                "export",
                plane,
                "--preset",
                "updates-only",
                "--release",
                release,
                "--format",
                "json",
            ],
        );
        let files = said.json()["planes"][0]["files"].to_string();
        // The host of the lists of certificates lies below a name of Windows Update, which is on the list.
        let mut wanted = vec!["windowsupdate.com", "time.windows.com"];
        if plane == "pac" || release.contains("11") {
            wanted.push("ocsp.digicert.com");
        }
        for host in wanted {
            assert!(files.contains(host), "{plane}, {release}: {host}");
        }
    }
}

#[test]
fn the_quiet_preset_leaves_smartscreen_and_the_store_alone() {
    let json = with_policy(
        "",
        &[
            "plan",
            "--preset",
            "quiet",
            "--release",
            "Windows 11 Pro",
            "--format",
            "json",
        ],
    )
    .json();
    let areas = json["areas"].as_array().unwrap().iter();
    let controls = areas.flat_map(|area| area["controls"].as_array().cloned().unwrap_or_default());
    let ids: Vec<String> = controls
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(
        !ids.iter()
            .any(|id| id.contains("smartscreen") || id.starts_with("microsoft-store")),
        "{ids:?}"
    );
}
