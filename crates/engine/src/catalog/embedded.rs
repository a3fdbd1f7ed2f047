//! The catalog's files, built into the binary. A new file needs its line here; a test finds a forgotten one.

/// The text of a file below `catalog/`, with its path there.
macro_rules! embed {
    ($path:literal) => {
        (
            $path,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../catalog/",
                $path
            )),
        )
    };
}

/// Every file, sorted by path.
pub(super) static FILES: &[(&str, &str)] = &[
    embed!("carriers.toml"),
    embed!("microsoft/controls/automatic-root-certificates-update.toml"),
    embed!("microsoft/controls/cortana-and-search.toml"),
    embed!("microsoft/controls/defender-antivirus.toml"),
    embed!("microsoft/controls/defender-smartscreen.toml"),
    embed!("microsoft/controls/delivery-optimization.toml"),
    embed!("microsoft/controls/device-metadata.toml"),
    embed!("microsoft/controls/feedback-and-diagnostics.toml"),
    embed!("microsoft/controls/font-streaming.toml"),
    embed!("microsoft/controls/license-manager.toml"),
    embed!("microsoft/controls/live-tiles.toml"),
    embed!("microsoft/controls/microsoft-account.toml"),
    embed!("microsoft/controls/microsoft-store.toml"),
    embed!("microsoft/controls/ncsi.toml"),
    embed!("microsoft/controls/offline-maps.toml"),
    embed!("microsoft/controls/onedrive.toml"),
    embed!("microsoft/controls/personalized-experiences.toml"),
    embed!("microsoft/controls/preinstalled-apps.toml"),
    embed!("microsoft/controls/services-configuration.toml"),
    embed!("microsoft/controls/windows-error-reporting.toml"),
    embed!("microsoft/controls/windows-update.toml"),
    embed!("microsoft/releases/windows-10-2004-enterprise.toml"),
    embed!("microsoft/vendor.toml"),
    embed!("microsoft/windows/apps.toml"),
    embed!("microsoft/windows/certificates.toml"),
    embed!("microsoft/windows/cortana-and-live-tiles.toml"),
    embed!("microsoft/windows/device-authentication.toml"),
    embed!("microsoft/windows/device-metadata.toml"),
    embed!("microsoft/windows/diagnostic-data.toml"),
    embed!("microsoft/windows/font-streaming.toml"),
    embed!("microsoft/windows/fwlink.toml"),
    embed!("microsoft/windows/licensing.toml"),
    embed!("microsoft/windows/maps.toml"),
    embed!("microsoft/windows/microsoft-account.toml"),
    embed!("microsoft/windows/microsoft-store.toml"),
    embed!("microsoft/windows/ncsi.toml"),
    embed!("microsoft/windows/office.toml"),
    embed!("microsoft/windows/onedrive.toml"),
    embed!("microsoft/windows/settings.toml"),
    embed!("microsoft/windows/skype.toml"),
    embed!("microsoft/windows/teams.toml"),
    embed!("microsoft/windows/windows-defender.toml"),
    embed!("microsoft/windows/windows-spotlight.toml"),
    embed!("microsoft/windows/windows-update.toml"),
    embed!("microsoft/windows/xbox-live.toml"),
];
