//! The page in the shape of the vendor's: title, "Applies to", how it was made, and the table Area | Description | Protocol |
//! Destination with its continuation rows; then what the vendor's page has no place for.

pub(crate) mod escape;
mod method;
mod rest;
mod table;

use super::page::Page;
use super::{Format, Layout};
use escape::{target, text};

/// The format.
pub(super) struct Markdown;

impl Format for Markdown {
    fn id(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "A document in the shape of the vendor's page, with the method filled in"
    }

    fn render(&self, page: &Page, _layout: Layout) -> String {
        let mut out = String::new();
        title(page, &mut out);
        method::write(page, &mut out);
        table::write(page, &mut out);
        rest::write(page, &mut out);
        out
    }
}

fn title(page: &Page, out: &mut String) {
    let release = &page.release;
    *out += "# Connection endpoints of observed devices\n\n**Applies to**\n\n";
    for device in &page.method.devices {
        let mut about = vec![text(&device.label)];
        about.extend(
            device
                .addresses
                .iter()
                .filter(|address| **address != device.label)
                .map(|address| text(address)),
        );
        about.extend(device.mac.as_deref().map(text));
        *out += &format!("- the device {}\n", about.join(", "));
    }
    if page.method.devices.is_empty() {
        *out += "- no device: nothing in the capture called a public destination\n";
    }
    let name = text(&release.name);
    let page_of_vendor = match target(&release.url) {
        Some(url) => format!("[{name}]({url})"),
        None => name,
    };
    let dated = if release.date.is_empty() {
        String::new()
    } else {
        format!(", as of {}", text(&release.date))
    };
    *out += &format!(
        "\nWhat these devices called while they were watched, compared with what the vendor documents for {page_of_vendor}{dated}."
    );
    if let Some(chosen) = &release.chosen {
        *out += &format!(" {}", text(&chosen.sentence()));
    }
    if let Some(rights) = &release.rights {
        *out += &format!(" Documented facts: {}.", text(rights));
    }
    *out += "\n\n";
}

#[cfg(test)]
mod tests;
