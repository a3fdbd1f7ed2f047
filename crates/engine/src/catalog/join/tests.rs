use crate::catalog::{Catalog, Endpoint, Layer, LoadError, Source, SourceFile};
use crate::curate::check::{Severity, check_layers};

const AREA: &str = "\
[area]
id = \"a\"
name = \"A\"
summary = \"s\"
instead = \"-\"

[[endpoint]]
id = \"a/x\"
as_written = \"x.example.com\"
meaning = { kind = \"exact\", host = \"x.example.com\", confidence = \"certain\" }
purpose = \"p\"
impact = \"i\"
documented = [{ release = \"r\", line = 1, protocols = \"HTTP\" }]
";

const CONTROL: &str = "[control]\nid = \"c\"\ntitle = \"C\"\nsummary = \"s\"\n\
    source = { url = \"https://x.example\", file = \"f\", line = 1, date = \"2020-01-01\" }\n";

const PLACE: &str = "v/p/a.toml";

fn source(files: &[(&str, &str)]) -> Source {
    let file = |(path, text): &(&str, &str)| SourceFile {
        path: (*path).to_owned().into(),
        text: (*text).to_owned().into(),
    };
    Source {
        files: files.iter().map(file).collect(),
    }
}

fn layers(users: &[&[(&str, &str)]]) -> Vec<Layer> {
    let carriers =
        "[[carrier]]\nsuffix = \"a.net\"\nname = \"A\"\nkind = \"hosting\"\nsource = \"s\"\n";
    let ground = source(&[
        ("carriers.toml", carriers),
        ("v/controls/c.toml", CONTROL),
        (PLACE, AREA),
        (
            "v/vendor.toml",
            "[vendor]\nid = \"v\"\nname = \"V\"\ndomains = [\"v.example\"]\n",
        ),
    ]);
    let users = users.iter().zip(["one/", "two"]);
    let users = users.map(|(files, name)| Layer::user(name, source(files)));
    std::iter::once(Layer::ground(&ground))
        .chain(users)
        .collect()
}

fn with(files: &[(&str, &str)]) -> Result<Catalog, LoadError> {
    Catalog::load_layers(&layers(&[files]))
}

fn refused(files: &[(&str, &str)]) -> String {
    with(files).unwrap_err().to_string()
}

fn endpoint<'c>(catalog: &'c Catalog, id: &str) -> &'c Endpoint {
    catalog.endpoint(catalog.endpoint_by_id(id).unwrap())
}

#[test]
fn a_given_field_takes_the_place_of_the_one_below_and_the_others_stay() {
    let catalog = with(&[(PLACE, "[[endpoint]]\nid = \"a/x\"\npurpose = \"ours\"\n")]).unwrap();
    let entry = &endpoint(&catalog, "a/x").entry;
    assert_eq!(
        (&*entry.purpose, entry.impact.as_deref()),
        ("ours", Some("i"))
    );
}

#[test]
fn an_empty_text_takes_a_field_away() {
    let catalog = with(&[(PLACE, "[[endpoint]]\nid = \"a/x\"\nimpact = \"\"\n")]).unwrap();
    assert_eq!(endpoint(&catalog, "a/x").entry.impact, None);
}

#[test]
fn rows_of_another_release_are_added_and_those_of_the_same_replaced() {
    let rows = |rows: &str| {
        let text = format!("[[endpoint]]\nid = \"a/x\"\ndocumented = [{rows}]\n");
        let catalog = with(&[(PLACE, &text)]).unwrap();
        let rows = endpoint(&catalog, "a/x").entry.documented.iter();
        rows.map(|row| format!("{}:{}", row.release, row.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("{ release = \"mine\", line = 7 }"), ["r:1", "mine:7"]);
    assert_eq!(rows("{ release = \"r\", line = 7 }"), ["r:7"]);
}

#[test]
fn an_entry_knows_the_place_and_the_fields_that_changed_it() {
    let text = "\n[[endpoint]]\nid = \"a/x\"\npurpose = \"ours\"\nimpact = \"i\"\n";
    let catalog = with(&[(PLACE, text)]).unwrap();
    assert_eq!(
        endpoint(&catalog, "a/x").origin.words(),
        "built in, changed by one/v/p/a.toml:3 (purpose)"
    );
    assert!(!catalog.areas()[0].origin.is_users());
}

#[test]
fn saying_what_is_there_already_changes_nothing() {
    let catalog = with(&[(PLACE, AREA), ("v/controls/c.toml", CONTROL)]).unwrap();
    assert!(catalog.origins().all(|origin| !origin.is_users()));
}

#[test]
fn a_new_endpoint_comes_after_those_of_the_area() {
    let text = AREA[AREA.find("[[endpoint]]").unwrap()..].replace('x', "y");
    let text = text.replace("eyact", "exact").replace("eyample", "example");
    let catalog = with(&[(PLACE, &text)]).unwrap();
    let ids: Vec<&str> = catalog.endpoints().iter().map(Endpoint::id).collect();
    assert_eq!(ids, ["a/x", "a/y"]);
    assert_eq!(
        endpoint(&catalog, "a/y").origin.words(),
        "from one/v/p/a.toml:2"
    );
}

#[test]
fn a_removed_endpoint_is_gone_and_stays_visible_as_such() {
    let text = "[[endpoint]]\nid = \"a/x\"\nremoved = \"not ours\"\n";
    let catalog = with(&[(PLACE, text)]).unwrap();
    assert!(catalog.endpoint_by_id("a/x").is_none());
    let removed = &catalog.removed()[0];
    assert_eq!(
        (removed.kind, &*removed.id, &*removed.why, removed.line),
        ("endpoint", "a/x", "not ours", 2)
    );
}

#[test]
fn a_removed_area_takes_its_endpoints_along() {
    let catalog = with(&[(PLACE, "[area]\nid = \"a\"\nremoved = \"w\"\n")]).unwrap();
    assert!(catalog.areas().is_empty() && catalog.endpoints().is_empty());
    assert_eq!(catalog.user_catalogs()[0].removed, 1);
}

#[test]
fn removing_needs_something_to_remove_and_a_reason() {
    let gone = "[[endpoint]]\nid = \"a/z\"\nremoved = \"w\"\n";
    assert!(refused(&[(PLACE, gone)]).starts_with("one/v/p/a.toml:2: no catalog below"));
    let gone = "[control]\nid = \"d\"\nremoved = \"w\"\n";
    assert!(refused(&[("v/controls/c.toml", gone)]).contains("no catalog below"));
    assert!(refused(&[("v/controls/d.toml", gone)]).contains("no catalog below"));
    for gone in ["\"\"", "true"] {
        let text = format!("[[endpoint]]\nid = \"a/x\"\nremoved = {gone}\n");
        assert!(refused(&[(PLACE, &text)]).contains(":3: `removed` says why"));
    }
    let both = "[[endpoint]]\nid = \"a/x\"\nremoved = \"w\"\npurpose = \"p\"\n";
    assert!(refused(&[(PLACE, both)]).contains(":3: an entry that is removed"));
}

#[test]
fn a_control_is_given_whole() {
    let text = CONTROL.replace("summary = \"s\"", "summary = \"ours\"");
    let catalog = with(&[("v/controls/c.toml", &text)]).unwrap();
    assert_eq!(catalog.control("c").unwrap().entry.summary, "ours");
    let part = "[control]\nid = \"c\"\nsummary = \"ours\"\n";
    assert!(refused(&[("v/controls/c.toml", part)]).contains("missing field"));
}

#[test]
fn domains_and_carriers_are_added() {
    let carrier =
        "[[carrier]]\nsuffix = \"b.net\"\nname = \"B\"\nkind = \"hosting\"\nsource = \"s\"\n";
    let catalog = with(&[
        ("carriers.toml", carrier),
        (
            "v/vendor.toml",
            "[vendor]\nid = \"v\"\ndomains = [\"w.example\"]\n",
        ),
    ])
    .unwrap();
    assert_eq!(
        catalog.vendors()[0].entry.domains,
        ["v.example", "w.example"]
    );
    let suffixes: Vec<&str> = catalog
        .carriers()
        .iter()
        .map(crate::catalog::Carrier::suffix)
        .collect();
    assert_eq!(suffixes, ["a.net", "b.net"]);
}

#[test]
fn the_last_layer_wins() {
    let text = |purpose: &str| format!("[[endpoint]]\nid = \"a/x\"\npurpose = \"{purpose}\"\n");
    let (one, two) = (text("one"), text("two"));
    let layers = layers(&[&[(PLACE, &one)], &[(PLACE, &two)]]);
    let catalog = Catalog::load_layers(&layers).unwrap();
    assert_eq!(endpoint(&catalog, "a/x").entry.purpose, "two");
    let changed: Vec<usize> = catalog
        .user_catalogs()
        .iter()
        .map(|it| it.changed)
        .collect();
    assert_eq!(changed, [1, 1]);
}

#[test]
fn an_error_names_the_users_file_and_line() {
    for (text, expected) in [
        (
            "[[endpoint]]\nid = \"a/y\"\npurpose = \"p\"\n",
            ":1: missing field",
        ),
        (
            "[[endpoint]]\nid = \"a/x\"\ncolour = \"red\"\n",
            ":3: unknown field",
        ),
        ("[area]\nid = \"a\"\nname = 1\n", ":3: invalid type"),
        ("[area]\nname = \"B\"\n", ":1: the table has no id"),
        (
            "[area]\nid = \"b\"\n",
            ":2: the file below this one is \"a\"",
        ),
        ("broken =\n", ":1: "),
        (
            "[[endpoint]]\nid = \"a/x\"\n[[endpoint]]\nid = \"a/x\"\n",
            ":3: the id \"a/x\" is taken",
        ),
        (
            "[[endpoint]]\nid = \"a/x\"\n\
             meaning = { kind = \"exact\", host = \"..\", confidence = \"certain\" }\n",
            ":2: a/x: ",
        ),
    ] {
        let error = refused(&[(PLACE, text)]);
        let expected = format!("one/{PLACE}{expected}");
        assert!(error.starts_with(&expected), "{error} is not {expected}");
    }
}

#[test]
fn an_id_that_stands_elsewhere_below_is_taken() {
    assert_eq!(
        refused(&[("v/q/a.toml", AREA)]),
        "one/v/q/a.toml:2: the id \"a\" is taken"
    );
}

#[test]
fn a_proposal_counts_only_with_a_purpose() {
    let text = AREA.replace("\"a\"", "\"b\"").replace("a/x", "b/x");
    let path = "proposed/example.com/b.toml";
    with(&[(path, &text)]).unwrap();
    let unreviewed = text.replace("purpose = \"p\"", "purpose = \"\"");
    assert!(refused(&[(path, &unreviewed)]).contains("b.toml:8: b/x is a proposal"));
    let problems = check_layers(&layers(&[&[(path, &unreviewed)]]));
    assert!(
        problems
            .iter()
            .any(|it| it.code == "unreviewed" && it.line == 8)
    );
}

fn found(files: &[(&str, &str)]) -> Vec<(String, u32, Severity, &'static str)> {
    let problems = check_layers(&layers(&[files]));
    let found = problems.into_iter();
    found
        .map(|it| (it.file, it.line, it.severity, it.code))
        .collect()
}

#[test]
fn the_check_leaves_out_what_is_wrong_below_by_itself() {
    // The ground has a row of a release that there is not.
    assert_eq!(found(&[(PLACE, "")]), []);
}

#[test]
fn the_check_finds_what_a_removal_leaves_behind() {
    let linked = "[area]\nid = \"a\"\ncontrols = [{ id = \"c\" }]\n";
    let gone = "[control]\nid = \"c\"\nremoved = \"w\"\n";
    let mut layers = layers(&[&[(PLACE, linked)], &[("v/controls/c.toml", gone)]]);
    let place = (format!("one/{PLACE}"), 2, Severity::Error, "dangling");
    let of = |layers: &[Layer]| -> Vec<_> {
        let problems = check_layers(layers).into_iter();
        problems
            .map(|it| (it.file, it.line, it.severity, it.code))
            .collect()
    };
    assert_eq!(of(&layers), [place]);
    layers.pop();
    assert_eq!(of(&layers), []);
}

#[test]
fn references_into_the_ground_are_fine() {
    let text = AREA.replace("\"a\"", "\"b\"").replace("a/x", "b/x");
    let text = text.replace("x.example.com", "y.example.com").replace(
        "documented = [{ release = \"r\", line = 1, protocols = \"HTTP\" }]",
        "used_by = [\"a\"]\ncontrols = [{ id = \"c\" }]",
    );
    let place = (
        "one/v/p/b.toml".to_owned(),
        8,
        Severity::Warning,
        "no-source",
    );
    assert_eq!(found(&[("v/p/b.toml", &text)]), [place]);
}

#[test]
fn the_example_of_the_readme_loads_and_does_what_it_says() {
    let readme = include_str!("../../../../../catalog/README.md");
    let example = readme.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let place = "microsoft/windows/windows-update.toml";
    assert!(example.starts_with(&format!("# mine/{place}\n")));
    let layer = Layer::user("mine", source(&[(place, example)]));
    let catalog = Catalog::load_layers(&[Layer::built_in(), layer]).unwrap();
    let did = &catalog.user_catalogs()[0];
    assert_eq!((did.added, did.changed, did.removed), (1, 1, 1));
}
