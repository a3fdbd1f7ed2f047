//! Whose connections they are.

use backchat_engine::model::{Call, DeviceFilter, Mac};
use backchat_testkit::build::udp;

use crate::lab::{DEVICE, DEVICE_V6, Lab, MAC, RESOLVER, SERVER, SERVER_V6, address};

fn filtered(lab: &mut Lab, filter: &str) {
    lab.filter = vec![filter.parse().unwrap()];
}

/// Calls of two devices and one from outside.
fn two() -> Lab {
    let mut lab = Lab::new();
    lab.call(SERVER, 443, b"");
    (lab.device, lab.mac) = ("10.0.0.6", 6);
    lab.call(SERVER, 443, b"");
    (lab.device, lab.mac) = (DEVICE, MAC);
    lab
}

#[test]
fn a_device_is_named_by_its_address() {
    let mut lab = two();
    filtered(&mut lab, "10.0.0.6");
    let (connections, counters) = lab.collect();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].device.label, address("10.0.0.6"));
    assert_eq!(counters.other_devices, 1);
}

#[test]
fn a_call_before_the_address_that_was_asked_for_is_of_the_same_device() {
    let mut lab = Lab::new();
    let (four, resolver) = (lab.device, lab.resolver);
    lab.six().call(SERVER_V6, 443, b"").later(3600);
    (lab.device, lab.resolver) = (four, resolver);
    lab.call(SERVER, 443, b"");
    filtered(&mut lab, DEVICE);
    let devices = lab.observe(false).run.devices;
    assert_eq!(devices.len(), 1, "{devices:?}");
    assert_eq!(devices[0].label, address(DEVICE));
    assert_eq!(devices[0].addresses.len(), 2);
}

#[test]
fn a_device_is_named_by_its_hardware_address() {
    let mut lab = two();
    lab.filter = vec![DeviceFilter::Mac(Mac([2, 0, 0, 0, 0, 6]))];
    let (connections, _) = lab.collect();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].device.label, address("10.0.0.6"));
}

#[test]
fn a_device_that_was_named_and_called_is_the_device() {
    let mut lab = Lab::new();
    lab.called("10.0.0.9", 445);
    filtered(&mut lab, DEVICE);
    let call = lab.collect().0.pop().unwrap();
    assert_eq!(call.call, Call::Inbound);
    assert_eq!(call.device.label, address(DEVICE));
    assert_eq!(call.remote.unwrap().address, address("10.0.0.9"));
}

#[test]
fn a_public_address_that_calls_a_private_one_is_inbound() {
    let mut lab = Lab::new();
    lab.called(SERVER, 22);
    let call = lab.collect().0.pop().unwrap();
    assert_eq!(call.call, Call::Inbound);
    assert_eq!(call.device.label, address(DEVICE));
}

#[test]
fn a_device_named_by_one_address_is_the_same_machine_under_the_other() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER_V6)
        .six()
        .call(SERVER_V6, 443, b"");
    filtered(&mut lab, DEVICE);
    let call = lab.last();
    assert_eq!(call.name.as_deref(), Some("a.example"));
    assert_eq!(call.device.addresses, [address(DEVICE), address(DEVICE_V6)]);
    assert_eq!(lab.only_asked().len(), 0);
}

#[test]
fn a_machine_that_asks_for_an_address_before_it_has_one_is_one_machine() {
    let mut lab = Lab::new();
    lab.datagram("0.0.0.0", "255.255.255.255", &udp(68, 67, b"?"));
    lab.resolve("a.example", SERVER_V6)
        .six()
        .call(SERVER_V6, 443, b"");
    assert_eq!(lab.last().name.as_deref(), Some("a.example"));
    let (connections, _) = lab.collect();
    assert!(
        connections
            .iter()
            .all(|connection| connection.device.label == address(DEVICE))
    );
}

#[test]
fn machines_behind_one_router_do_not_name_each_others_connections() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER);
    lab.device = "10.0.0.6";
    lab.call(SERVER, 443, b"");
    assert_eq!(lab.last().name, None);
}

#[test]
fn an_unnamed_filter_names_who_else_is_there() {
    let mut lab = two();
    filtered(&mut lab, "10.0.0.77");
    let (connections, counters) = lab.collect();
    assert_eq!((connections.len(), counters.other_devices), (0, 2));
}

#[test]
fn a_lookup_belongs_to_who_asked_whichever_way_the_packet_goes() {
    let mut lab = Lab::new();
    lab.resolve("a.example", SERVER);
    let (connections, _) = lab.collect();
    assert!(
        connections
            .iter()
            .all(|connection| connection.device.label == address(DEVICE))
    );
    let resolver = connections.iter().find_map(|connection| connection.remote);
    assert_eq!(resolver.unwrap().address, address(RESOLVER));
}
