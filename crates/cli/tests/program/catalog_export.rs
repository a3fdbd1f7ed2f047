//! `catalog export`: its forms, its limits, and what it says about what it cannot say.

use serde_json::Value;

use crate::place::Place;
use crate::program::{Said, backchat, backchat_in, repository};

fn export(arguments: &[&str]) -> Said {
    backchat(&[&["catalog", "export", "--format"], arguments].concat())
}

#[test]
fn the_web_services_layout_has_its_fields_and_nothing_else() {
    let said = export(&["m365-json", "--release", "20H2"]);
    let json = said.json();
    let sets = json.as_array().unwrap();
    assert!(sets.len() >= 23, "{}", sets.len());
    let known = [
        "id",
        "serviceArea",
        "serviceAreaDisplayName",
        "urls",
        "ips",
        "tcpPorts",
        "udpPorts",
        "expressRoute",
        "category",
        "required",
        "notes",
    ];
    for set in sets {
        let set = set.as_object().unwrap();
        assert!(set.keys().all(|key| known.contains(&key.as_str())));
        for needed in ["id", "serviceArea", "urls", "tcpPorts", "required"] {
            assert!(set.contains_key(needed), "{needed} in {set:?}");
        }
    }
    assert!(!said.out.contains('\x1b'));
}

#[test]
fn names_behind_carriers_are_left_out_of_it_and_told() {
    let without = export(&["m365-json", "--release", "1809"]);
    assert!(without.err.contains("note: ") && without.err.contains("behind carriers left out"));
    assert!(without.err.contains("akadns.net") && !without.out.contains("akadns.net"));
    let with = export(&["m365-json", "--release", "1809", "--carriers"]);
    assert!(with.out.contains("akadns.net") && !with.err.contains("behind carriers"));
}

#[test]
fn csv_has_a_row_per_row_of_the_pages() {
    let rows = |arguments: &[&str]| {
        let said = export(&[&["csv"], arguments].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
        said.out.lines().count() - 1
    };
    assert_eq!(rows(&["--release", "2004"]), 48);
    let all = backchat(&["catalog", "list", "releases", "--format", "json"]).json();
    let counted = all.as_array().unwrap().iter();
    let counted: u64 = counted
        .map(|it| it["counts"]["rows"].as_u64().unwrap())
        .sum();
    assert_eq!(rows(&[]) as u64, counted);
}

#[test]
fn areas_and_releases_limit_what_is_exported() {
    let arguments = [
        "json",
        "--release",
        "1909",
        "--area",
        "Windows Update",
        "--area",
        "maps",
    ];
    let json = export(&arguments).json();
    assert_eq!(json["schema"], "backchat-catalog/1");
    let ids = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids(&json["areas"]), ["maps", "windows-update"]);
    assert_eq!(ids(&json["releases"]), ["windows-10-1909-enterprise"]);
    assert!(ids(&json["controls"]).contains(&"windows-update".to_owned()));
    for area in json["areas"].as_array().unwrap() {
        for endpoint in area["endpoints"].as_array().unwrap() {
            for row in endpoint["documented"].as_array().unwrap() {
                assert_eq!(row["release"], "windows-10-1909-enterprise");
            }
        }
    }
}

#[test]
fn json_without_limits_has_everything() {
    let json = export(&["json"]).json();
    let listed = backchat(&["catalog", "list", "--format", "json"]).json();
    let count = |list: &Value| list.as_array().unwrap().len();
    assert_eq!(count(&json["releases"]), count(&listed["releases"]));
    assert_eq!(count(&json["areas"]), count(&listed["areas"]));
    assert_eq!(
        count(&json["controls"]) as u64,
        listed["controls"].as_u64().unwrap()
    );
    assert_eq!(
        count(&json["carriers"]) as u64,
        listed["carriers"].as_u64().unwrap()
    );
    let areas = json["areas"].as_array().unwrap().iter();
    let endpoints: usize = areas.map(|area| count(&area["endpoints"])).sum();
    assert_eq!(endpoints as u64, listed["endpoints"].as_u64().unwrap());
}

#[test]
fn a_page_is_in_the_vendors_shape() {
    let said = export(&["markdown", "--release", "2004"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "ms.date: 10/22/2020\n",
        "\n## Windows 10 2004 Enterprise connection endpoints\n",
        "\n|Area|Description|Protocol|Destination|\n",
        "-microsoft-services.md#bkmk-windowsstore)|\n",
        "|HTTP|ctldl.windowsupdate.com|\n",
        "|\\*.wns.windows.com|\n",
    ] {
        assert!(said.out.contains(part), "no {part:?} in: {}", said.out);
    }
    let with_process = export(&["markdown", "--release", "1709"]);
    assert!(
        with_process
            .out
            .contains("|Area|Source process|Description|")
    );
}

#[test]
fn what_cannot_be_exported_is_refused_with_what_to_do() {
    export(&["markdown"]).says(2, &["about one release", "hint: name it with --release"]);
    export(&["csv", "--area", "windows-updaet"]).says(2, &["did you mean windows-update"]);
    export(&["csv", "--release", "1908"]).says(2, &["no release `1908`"]);
    let nothing = ["csv", "--release", "1709", "--area", "xbox-live"];
    export(&nothing).says(2, &["nothing to export"]);
    export(&["xml"]).says(2, &["m365-json"]);
    backchat(&["catalog", "export"]).says(2, &["--format"]);
}

#[test]
fn a_refused_export_leaves_no_file() {
    let place = Place::new("catalog-export");
    let arguments = ["catalog", "export", "--format", "markdown", "-o", "page.md"];
    backchat_in(place.path(), &arguments, b"").says(2, &[]);
    assert!(place.names().is_empty());
    let arguments = [&arguments[..], &["--release", "2004"]].concat();
    assert_eq!(backchat_in(place.path(), &arguments, b"").code, Some(0));
    assert_eq!(place.names(), ["page.md"]);
}

#[test]
fn every_column_and_field_is_documented() {
    let documentation = std::fs::read_to_string(repository().join("docs/formats.md")).unwrap();
    let said = |name: &str| assert!(documentation.contains(&format!("`{name}`")), "{name}");
    for arguments in [
        &["export", "--format", "csv", "--area", "maps"][..],
        &["search", "maps", "--format", "csv"],
        &["diff", "1909", "2004", "--format", "csv"],
    ] {
        let csv = backchat(&[&["catalog"], arguments].concat()).out;
        csv.lines().next().unwrap().split(',').for_each(said);
    }
    for arguments in [
        &["export", "--format", "json", "--area", "maps"][..],
        &["export", "--format", "m365-json", "--area", "teams-online"],
        &["search", "maps", "--format", "json"],
        &["diff", "1909", "2004", "--format", "json"],
    ] {
        let json = backchat(&[&["catalog"], arguments].concat()).json();
        let object = json.as_array().map_or(&json, |array| &array[0]);
        object.as_object().unwrap().keys().for_each(|key| said(key));
    }
}
