//! What the numbers of a table are sorted by, read from their texts: `1,234`, `12 %`, `3.2 (1.1–5)`, `1.2 MB`.

use crate::document::Table;

/// For every column the keys of its cells, where they can be told: in columns of numbers, all in one unit. Cells without a
/// number have an empty key, which comes before all others.
pub(super) fn orders(table: &Table) -> Vec<Option<Vec<String>>> {
    let columns = table.columns.iter().enumerate();
    columns
        .map(|(at, column)| column.right.then(|| order(table, at)).flatten())
        .collect()
}

fn order(table: &Table, at: usize) -> Option<Vec<String>> {
    let mut common = None;
    let mut keys = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let text = row.cells.get(at).map_or("", |cell| cell.text.trim());
        if !text.contains(|c: char| c.is_ascii_digit()) {
            keys.push(String::new());
            continue;
        }
        let (value, unit) = number(text)?;
        if *common.get_or_insert(unit) != unit {
            return None;
        }
        keys.push(value.to_string());
    }
    Some(keys)
}

/// The number that a text begins with and its unit; amounts of bytes are brought to one.
fn number(text: &str) -> Option<(f64, &str)> {
    let unsigned = text.trim_start_matches(['+', '-', '−']);
    let end = unsigned
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let value: f64 = digits.replace(',', "").parse().ok()?;
    let signed = if text.starts_with(['-', '−']) {
        -value
    } else {
        value
    };
    // What stands in parentheses are limits or shares of the same number.
    let unit = rest.split('(').next().unwrap_or_default().trim();
    let bytes = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let scaled = bytes.iter().zip(0..).find(|(it, _)| **it == unit);
    Some(match scaled {
        Some((_, thousands)) => (signed * 1000_f64.powi(thousands), "B"),
        None => (signed, unit),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Column, Row};

    fn keys(texts: &[&str]) -> Option<Vec<String>> {
        let mut table = Table::new(vec![Column::numbers("n", 0)]);
        table.rows = texts
            .iter()
            .map(|&text| Row {
                cells: vec![text.into()],
                notes: Vec::new(),
            })
            .collect();
        orders(&table).remove(0)
    }

    #[test]
    fn numbers_are_read_out_of_their_texts() {
        let expected = ["1234", "", "3.2", "-5"].map(str::to_owned).to_vec();
        assert_eq!(keys(&["1,234", "–", "3.2 (1.1–5)", "−5"]), Some(expected));
    }

    #[test]
    fn bytes_are_one_unit() {
        let expected = ["940", "1200000"].map(str::to_owned).to_vec();
        assert_eq!(keys(&["940 B", "1.2 MB"]), Some(expected));
    }

    #[test]
    fn different_units_have_no_order() {
        assert_eq!(keys(&["3 h", "2 d"]), None);
        assert_eq!(keys(&["about 3"]), None);
    }
}
