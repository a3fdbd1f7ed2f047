//! The planes, one folder each. A folder is named after the plane's id, with underscores for its hyphens.

pub mod adguard;
pub mod blocky;
pub mod dnscrypt_proxy;
pub mod dnsmasq;
pub mod edl;
pub mod fortigate;
pub mod haproxy;
pub mod hosts;
pub mod intune;
pub mod ipset;
pub mod lgpo;
pub mod ncsi_web;
pub mod nftables;
pub mod nginx;
pub mod opnsense;
pub mod pac;
pub mod pihole;
pub mod powershell;
pub mod registry_file;
pub mod registry_pol;
pub mod rpz;
pub mod sigma;
pub mod squid;
pub mod suricata;
pub mod unbound;
pub mod windows_dns;
pub mod windows_firewall;
pub mod zeek_intel;

use crate::plane::Plane;

/// Every plane, in the order of the help.
pub static PLANES: &[&dyn Plane] = &[
    &registry_file::RegistryFile,
    &registry_pol::RegistryPol,
    &lgpo::Lgpo,
    &powershell::PowerShell,
    &intune::Intune,
    &hosts::Hosts,
    &rpz::Rpz,
    &unbound::Unbound,
    &dnsmasq::Dnsmasq,
    &adguard::Adguard,
    &pihole::Pihole,
    &blocky::Blocky,
    &dnscrypt_proxy::DnscryptProxy,
    &windows_dns::WindowsDns,
    &squid::Squid,
    &pac::Pac,
    &haproxy::Haproxy,
    &nginx::Nginx,
    &ncsi_web::NcsiWeb,
    &nftables::Nftables,
    &ipset::Ipset,
    &windows_firewall::WindowsFirewall,
    &edl::Edl,
    &fortigate::Fortigate,
    &opnsense::Opnsense,
    &suricata::Suricata,
    &sigma::Sigma,
    &zeek_intel::ZeekIntel,
];

/// The plane of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static dyn Plane> {
    PLANES.iter().find(|plane| plane.id() == id).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_folder_is_a_registered_plane() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plane/target");
        let entries = std::fs::read_dir(here).unwrap().map(Result::unwrap);
        let folders = entries.filter(|it| it.file_type().unwrap().is_dir());
        let names = folders.map(|it| it.file_name().into_string().unwrap());
        let folders: BTreeSet<String> = names.map(|it| it.replace('_', "-")).collect();
        let ids: BTreeSet<String> = PLANES.iter().map(|it| it.id().to_owned()).collect();
        assert_eq!(ids, folders);
        assert_eq!(ids.len(), PLANES.len(), "a plane is registered twice");
    }
}
