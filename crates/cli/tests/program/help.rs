//! Help, completions and man pages: all from the same definitions, all with examples.

use crate::place::Place;
use crate::program::backchat;

/// Every command, with those inside `catalog`.
const COMMANDS: &[&[&str]] = &[
    &["report"],
    &["connections"],
    &["names"],
    &["explain"],
    &["plan"],
    &["export"],
    &["record"],
    &["compare"],
    &["coverage"],
    &["drift"],
    &["check"],
    &["catalog"],
    &["catalog", "list"],
    &["catalog", "show"],
    &["catalog", "search"],
    &["catalog", "diff"],
    &["catalog", "export"],
    &["catalog", "import"],
    &["catalog", "check"],
    &["catalog", "propose"],
    &["completions"],
    &["man"],
];

/// The commands that help lists, without `help` itself.
fn listed(help: &str) -> Vec<&str> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| *word != "help")
        .collect()
}

#[test]
fn the_tests_know_every_command() {
    let mut all: Vec<Vec<String>> = Vec::new();
    for name in listed(&backchat(&["--help"]).out) {
        all.push(vec![name.to_owned()]);
        for inner in listed(&backchat(&[name, "--help"]).out) {
            all.push(vec![name.to_owned(), inner.to_owned()]);
        }
    }
    assert_eq!(all, COMMANDS);
}

#[test]
fn every_help_has_examples_that_begin_with_the_program() {
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            let said = backchat(&[*command, &[flag]].concat());
            assert_eq!(said.code, Some(0));
            let (_, examples) = said.out.split_once("\nExamples:\n").unwrap();
            assert!(examples.contains("backchat "), "{command:?}");
        }
    }
}

#[test]
fn help_tells_the_exit_codes() {
    assert!(backchat(&["--help"]).out.contains("2 wrong use"));
}

#[test]
fn without_arguments_it_shows_help_and_fails() {
    let said = backchat(&[]);
    said.says(2, &["Commands:", "Examples:"]);
    assert!(said.out.is_empty());
}

#[test]
fn the_version_is_one_line() {
    let said = backchat(&["-V"]);
    assert_eq!(
        said.out,
        format!("backchat {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn completions_know_every_command_in_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let said = backchat(&["completions", shell]);
        assert_eq!(said.code, Some(0));
        for command in COMMANDS {
            let word = command.last().unwrap();
            assert!(said.out.contains(word), "{shell} lacks {command:?}");
        }
    }
}

#[test]
fn there_is_a_man_page_for_every_command() {
    let place = Place::new("man");
    let said = backchat(&["man", "-o", place.path().to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let mut expected: Vec<String> = COMMANDS
        .iter()
        .map(|command| format!("backchat-{}.1", command.join("-")))
        .collect();
    expected.push("backchat.1".to_owned());
    expected.sort();
    assert_eq!(place.names(), expected);
    for name in place.names() {
        let page = std::fs::read_to_string(place.path().join(&name)).unwrap();
        assert!(
            page.contains(".SH EXAMPLES") && page.contains(".TH "),
            "{name}"
        );
    }
}

#[test]
fn one_man_page_goes_to_standard_output() {
    assert!(backchat(&["man", "catalog", "check"]).out.contains("deny"));
    backchat(&["man", "repot"]).says(2, &["did you mean report"]);
}
