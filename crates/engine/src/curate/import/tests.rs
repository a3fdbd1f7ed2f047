//! Pages of a few lines, one oddity each.

use super::{ImportedPage, NoteCode, read};

fn page(text: &str) -> ImportedPage {
    read("page.md", text.as_bytes()).unwrap()
}

/// Each row as `line area destination`.
fn rows(text: &str) -> Vec<String> {
    let page = page(text);
    let rows = page.rows().map(|(release, row)| {
        let area = release.area_of(row).map_or("-", |area| &*area.name);
        format!("{} {area} {}", row.line, row.destination)
    });
    rows.collect()
}

fn codes(notes: &[super::Note]) -> Vec<(u32, NoteCode)> {
    notes.iter().map(|note| (note.line, note.code)).collect()
}

const A: &str = "|Area|Description|Protocol|Destination|\n|---|---|---|---|\n";

#[test]
fn cells_left_blank_take_what_stands_above() {
    let text = format!(
        "{A}|Apps|||[Learn how to turn off.](guide.md#store)|\n||About a.|HTTP|a.com|\n|||HTTP|b.com|\n\
         |Maps|About maps.||[Learn how to turn off.](guide.md#maps)|\n|||HTTP|c.com|\n|Fonts||HTTP|d.com|"
    );
    let page = page(&text);
    let found: Vec<_> = page
        .rows()
        .map(|(_, row)| (&*row.destination, &*row.description, row.anchor.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("a.com", "About a.", Some("store")),
            ("b.com", "About a.", Some("store")),
            ("c.com", "About maps.", Some("maps")),
            ("d.com", "", None),
        ]
    );
    assert_eq!(
        rows(&text),
        [
            "4 Apps a.com",
            "5 Apps b.com",
            "7 Maps c.com",
            "8 Fonts d.com"
        ]
    );
    assert_eq!((page.quirks.link_rows, page.quirks.inherited_areas), (2, 3));
}

#[test]
fn a_row_without_a_destination_names_the_area_of_the_rows_below() {
    let text = format!("{A}|Xbox|About it.|\n|||HTTP|a.com|\n|\n");
    assert_eq!(rows(&text), ["4 Xbox a.com"]);
    let page = page(&text);
    assert_eq!(codes(&page.skipped), [(3, NoteCode::NoDestination)]);
    assert_eq!(page.quirks.empty_rows, 1);
}

#[test]
fn an_area_named_again_is_the_same_area() {
    let text = format!("{A}|Edge|One.|HTTP|a.com|\n|Edge|Two.|HTTP|b.com|");
    assert_eq!(page(&text).releases[0].areas.len(), 1);
}

#[test]
fn columns_may_stand_in_any_order_and_be_bold() {
    let text = "|**Host(s)**|PROTOCOL|**Area**|\n|:---|:---:|---:|\n|a.com|HTTP|Apps|";
    assert_eq!(rows(text), ["3 Apps a.com"]);
}

#[test]
fn headings_are_areas_where_no_column_is_and_text_is_the_description() {
    let text = "# Title\n\n## Windows 10 Enterprise connection endpoints\n\n## Apps\n\nOne.\nIf you [turn off](g.md#a) it.\n\n\
                |Source process|Destination|\n|-|-|\n|x|a.com|\n\nTwo.\n\n|Source process|Destination|\n|-|-|\n||b.com|\n\n\
                ## Maps\n\n1. Three.\n\n|Source process|Destination|\n|-|-|\n|y<br>z|c.com|\n";
    assert_eq!(
        rows(text),
        ["12 Apps a.com", "18 Apps b.com", "26 Maps c.com"]
    );
    let page = page(text);
    let release = &page.releases[0];
    assert_eq!(release.edition.as_deref(), Some("Enterprise"));
    assert_eq!(release.areas[0].anchor.as_deref(), Some("a"));
    let [a, b, c] = release.rows.as_slice() else {
        panic!("three rows");
    };
    assert_eq!(
        (&*a.description, a.anchor.as_deref()),
        ("One. If you turn off it.", Some("a"))
    );
    assert_eq!(
        (&*b.description, b.anchor.as_deref(), b.process.as_deref()),
        ("Two.", None, None)
    );
    assert_eq!(
        (&*c.description, c.process.as_deref()),
        ("Three.", Some("y<br>z"))
    );
}

#[test]
fn each_edition_has_a_release_of_its_own() {
    let table = "|Destination|Description|\n|-|-|\n|a.com|x|\n";
    let text = format!(
        "---\ntitle: Windows 10, version 1809, endpoints\nms.date: 6/9/2020\n---\n# T\n## Windows 10 Family\n{table}\n\
         ##Windows 10 Professional\n{table}\n# Windows 11 Education\n{table}"
    );
    let page = page(&text);
    let found: Vec<_> = page
        .releases
        .iter()
        .map(|it| {
            [&it.section, &it.product, &it.version, &it.edition]
                .map(|part| part.as_deref().unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        found,
        [
            ["Windows 10 Family", "Windows 10", "1809", "Home"],
            ["Windows 10 Professional", "Windows 10", "1809", "Pro"],
            ["Windows 11 Education", "Windows 11", "-", "Education"],
        ]
    );
    assert_eq!(page.date.as_deref(), Some("2020-06-09"));
}

#[test]
fn a_heading_twice_is_one_release_and_a_doubt() {
    let table = "|Destination|Protocol|\n|-|-|\n|a.com|HTTP|\n";
    let page = page(&format!(
        "# Windows 10 endpoints\n## Windows 10 Pro\n{table}\n## Windows 10 Pro\n{table}"
    ));
    assert_eq!(page.releases.len(), 1);
    assert_eq!(codes(&page.doubts), [(7, NoteCode::RepeatedHeading)]);
}

#[test]
fn rows_inside_comments_and_code_are_skipped_and_shown() {
    let text = "|Host|Area|\n|-|-|\n|a.com|A|\n<!--\n|b.com|B|\n-->\n\n```\n|c.com|C|\n```\n\n<!-- |Host|\n|-|\n|d.com|";
    assert_eq!(rows(text), ["3 A a.com"]);
    assert_eq!(
        codes(&page(text).skipped),
        [
            (5, NoteCode::InComment),
            (9, NoteCode::InCode),
            (14, NoteCode::InComment)
        ]
    );
}

#[test]
fn comments_inside_a_row_leave_the_row() {
    assert_eq!(
        rows("|Host|Area|\n|-|-|\n|a.com<!-- |x| -->|A|"),
        ["3 A a.com"]
    );
}

#[test]
fn a_delimiter_row_that_does_not_fit_is_a_doubt_and_no_loss() {
    let text = "|Area|Protocol|Destination|\n|---|---|\n|A|HTTP|a.com|";
    assert_eq!(rows(text), ["3 A a.com"]);
    assert!(codes(&page(text).doubts).contains(&(1, NoteCode::DelimiterRow)));
}

#[test]
fn tables_stand_in_quotes_lists_and_behind_anchors() {
    let table = "|Host|Area|\n|-|-|\n|a.com|A|\n";
    for front in ["> ", ">> ", "  "] {
        let quoted: String = table
            .lines()
            .map(|line| format!("{front}{line}\n"))
            .collect();
        assert_eq!(rows(&quoted), ["3 A a.com"], "{front:?}");
    }
    assert_eq!(rows(&format!("<a id=\"x\"></a>\n{table}")), ["4 A a.com"]);
    assert_eq!(
        rows(&format!("- item\n\n    {}", table.replace('\n', "\n    "))),
        ["5 A a.com"]
    );
    assert_eq!(rows(&format!("text\n{table}text")), ["4 A a.com"]);
}

#[test]
fn tables_of_other_things_are_skipped_and_named() {
    let page = page("|Setting|Value|\n|-|-|\n|a|1|\n\n|URL|Count|\n|-|-|\n|12|3|\n");
    assert_eq!(page.rows().count(), 0);
    assert!(page.releases.is_empty() && page.tables.is_empty());
    let other = page
        .skipped
        .iter()
        .filter(|note| note.code == NoteCode::OtherTable);
    assert_eq!(other.count(), 2);
}

#[test]
fn a_column_is_known_by_what_it_holds_where_its_header_does_not_tell() {
    let page = page("|ASU|CDN|\n|-|-|\n|x|a.com<br>b.com|\n");
    assert_eq!(page.tables[0].columns, ["other", "destination"]);
    assert_eq!(page.rows().count(), 2);
    assert!(codes(&page.doubts).contains(&(1, NoteCode::GuessedColumn)));
}

#[test]
fn cells_beyond_the_last_column_are_shown() {
    let page = page("|Host|Area|\n|-|-|\n|a.com|A|and more|\n");
    assert_eq!(codes(&page.skipped), [(3, NoteCode::ExcessCells)]);
}

#[test]
fn columns_of_their_own_describe_a_row_where_none_is_for_that() {
    let page = page(
        "|Domain name|Protocol/Port(s)|Content type|\n|-|-|-|\n|a.com, b.com|HTTP / 80|Apps|\n",
    );
    let rows: Vec<_> = page
        .rows()
        .map(|(_, row)| (&*row.description, &*row.ports))
        .collect();
    assert_eq!(rows, [("Apps", &[80][..]), ("Apps", &[80][..])]);
}

#[test]
fn items_of_lists_that_are_destinations_are_rows_and_doubts() {
    let text = "# Windows 10\n## Apps\nUsed by them:\n- \\*.a.com\n- `b.com`\n- some text\n";
    assert_eq!(rows(text), ["4 Apps *.a.com", "5 Apps b.com"]);
    let page = page(text);
    assert_eq!(
        codes(&page.doubts),
        [(4, NoteCode::ListRow), (5, NoteCode::ListRow)]
    );
    assert_eq!(&*page.releases[0].rows[1].description, "Used by them:");
}

#[test]
fn a_destination_in_a_sentence_of_a_list_is_shown_and_no_row() {
    let page = page("- for tests use `b.com` only\n");
    assert_eq!(codes(&page.skipped), [(1, NoteCode::ListItem)]);
    assert!(page.releases.is_empty());
}

#[test]
fn sets_have_numbers_addresses_and_ports() {
    let text = "## Exchange\n\nID | Category | ER | Addresses | Ports\n-- | --- | -- | --- | ---\n\
                1 | Optimize<BR>Required | Yes | `a.com, <tenant>.b.com`<BR>`1.2.3.0/24, 2603::/24` | **TCP:** 443, 80\n\
                11 | Allow<BR>Optional<BR>**Notes:** n | No | `1.2.3.0/24` | **UDP:** 3478\n";
    assert_eq!(
        rows(text),
        ["5 Exchange a.com", "5 Exchange <tenant>.b.com"]
    );
    let page = page(text);
    let [first, second] = page.releases[0].sets.as_slice() else {
        panic!("two sets");
    };
    assert_eq!(
        (first.id, first.ranges.len(), &*first.tcp),
        (1, 2, &[80, 443][..])
    );
    assert_eq!(
        (first.required, first.express_route),
        (Some(true), Some(true))
    );
    assert_eq!(
        (second.id, &*second.udp, second.note.as_deref()),
        (11, &[3478][..], Some("n"))
    );
}

#[test]
fn sets_without_numbers_are_counted() {
    let page =
        page("|Domains|IP address|\n|-|-|\n|a.com<br>b.com|1.2.3.4<br>1.2.3.5|\n|c.com|1.2.3.6|\n");
    let ids: Vec<u32> = page.releases[0].sets.iter().map(|set| set.id).collect();
    assert_eq!(ids, [1, 2]);
    let sets: Vec<_> = page.rows().map(|(_, row)| row.set).collect();
    assert_eq!(sets, [Some(0), Some(0), Some(1)]);
}

#[test]
fn what_is_printed_for_programs_has_tokens() {
    let json = serde_json::to_value(page("|Host|Protocol|\n|-|-|\n|*a.com|X|\n")).unwrap();
    assert_eq!(json["releases"][0]["rows"][0]["pattern"], "*a.com");
    assert_eq!(json["releases"][0]["rows"][0]["confidence"], "likely");
    assert_eq!(json["doubts"][1]["code"], "unknown-protocol");
}

#[test]
fn encodings_and_line_ends_do_not_matter() {
    let text = "|Host|Area|\r\n|-|-|\r\n|a.com|A|\r\n";
    let utf16: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let page = read("C:\\pages\\x.md", &utf16).unwrap();
    assert_eq!(page.file, "x.md");
    assert_eq!(page.rows().next().unwrap().1.line, 3);
    assert_eq!(page.quirks.carriage_returns, 3);
}

#[test]
fn a_page_that_is_too_large_is_refused() {
    let error = read("x", &vec![b' '; super::SIZE_LIMIT + 1]).unwrap_err();
    assert_eq!(error, super::ImportError::TooLarge(super::SIZE_LIMIT + 1));
}

#[test]
fn a_description_is_shared_and_bounded() {
    let long = "x".repeat(2 * super::DESCRIPTION_LIMIT);
    let page = page(&format!("{A}|Apps|{long}|HTTP|a.com|\n|||HTTP|b.com|"));
    let rows: Vec<_> = page
        .rows()
        .map(|(_, row)| row.description.clone())
        .collect();
    assert_eq!(rows[0].len(), super::DESCRIPTION_LIMIT);
    assert!(std::sync::Arc::ptr_eq(&rows[0], &rows[1]));
}
