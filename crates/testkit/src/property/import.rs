//! Vendors' pages.

use backchat_engine::curate::import::{
    DESCRIPTION_LIMIT, ImportedPage, NOTE_LIMIT, ROW_LIMIT, read,
};

/// Any bytes are a page or no page; what was read of a page is within its limits, on its lines, and refers only to what
/// is there.
pub(super) fn page(bytes: &[u8]) {
    let page = match read("page.md", bytes) {
        Ok(page) => page,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    // A line takes a byte at least, and the last one needs none; of UTF-16 and zero bytes it is more.
    let lines = u32::try_from(bytes.len() + 1).expect("inputs are small");
    within(&page, lines);
    refers(&page);
    let json = serde_json::to_string(&page).expect("a page has no keys but texts");
    assert!(json.starts_with('{'));
    let again = read("page.md", bytes).expect("it was read before");
    assert_eq!(page, again);
}

fn within(page: &ImportedPage, lines: u32) {
    assert!(page.rows().count() <= ROW_LIMIT);
    let notes = [&page.doubts, &page.skipped];
    for notes in notes {
        assert!(notes.len() <= NOTE_LIMIT + 1);
        assert!(notes.is_sorted());
        for note in notes {
            assert!((1..=lines).contains(&note.line), "{note}");
        }
    }
    for (_, row) in page.rows() {
        assert!((1..=lines).contains(&row.line), "{row:?}");
        assert!(row.description.len() <= DESCRIPTION_LIMIT);
        assert!(row.ports.is_sorted());
    }
}

fn refers(page: &ImportedPage) {
    for release in &page.releases {
        assert!(!release.rows.is_empty() || !release.sets.is_empty());
        for row in &release.rows {
            assert_eq!(row.area.is_some(), release.area_of(row).is_some());
            assert_eq!(row.set.is_some(), release.set_of(row).is_some());
            assert!(!row.destination.contains('\n'), "{row:?}");
            if let Ok(read) = &row.understood {
                assert!(read.pattern.contains(&read.pattern));
            }
        }
    }
    let rows: usize = page.tables.iter().map(|table| table.rows).sum();
    assert_eq!(rows, page.rows().count());
}
