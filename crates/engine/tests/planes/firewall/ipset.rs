//! ipset: the kernel takes the sets, iptables blocks what is in them and nothing beside it, and both go again.

use std::process::{Command, Stdio};

use backchat_engine::plane::{self, Artefact, Order, PlaneError, Role};

use super::namespace::Lab;
use super::nftables::{NEIGHBOR, OFF, RANGES, listen, with_maps_seen};
use crate::consumer::{Place, has, run};
use crate::policies;

fn text(artefact: &Artefact, role: Role) -> &str {
    let mut files = artefact.files.iter();
    files.find(|it| it.role == role).unwrap().text().unwrap()
}

#[test]
fn ipset_takes_every_file_and_its_undo() {
    if !has("ipset") {
        return;
    }
    let Some(lab) = Lab::new() else { return };
    let place = Place::new("ipset");
    let restore = |content: &str| {
        let path = place.file("sets", content);
        let file = std::fs::File::open(path).unwrap();
        run(lab.inside("ipset").arg("restore").stdin(Stdio::from(file)))
    };
    assert!(!restore("create x hash:net\nadd x 1.2.3.4/40\n").0);
    let check = |order: &Order<'_>| {
        let artefact = match plane::find("ipset").unwrap().compile(order) {
            Ok(artefact) => artefact,
            Err(PlaneError::NoAllowList | PlaneError::Nothing(_)) => return false,
            Err(error) => panic!("{}: {error}", order.policy),
        };
        // Twice, as it replaces what is there; the undo too, where nothing is left.
        for role in [Role::Apply, Role::Apply, Role::Undo, Role::Undo] {
            let (fine, said) = restore(text(&artefact, role));
            assert!(fine && said.is_empty(), "{}: {said}", order.policy);
        }
        true
    };
    policies::each(|_, order| {
        check(order);
    });
    policies::with(RANGES.0, RANGES.1, |order| assert!(check(order)));
    with_maps_seen(|order| assert!(check(order)));
}

#[test]
fn iptables_blocks_what_is_in_the_set() {
    if !has("ipset") || !has("iptables") || !has("python3") {
        return;
    }
    let Some(lab) = Lab::new() else { return };
    let _server = listen(&lab);
    with_maps_seen(|order| {
        let artefact = plane::find("ipset").unwrap().compile(order).unwrap();
        let place = Place::new("ipset");
        for file in &artefact.files {
            place.file(&file.name, &file.content);
        }
        // The steps as they are printed.
        let follow = |steps: &[String]| {
            for step in steps {
                let mut command: Command = lab.inside("sh");
                let (fine, said) = run(command.arg("-ec").arg(step).current_dir(place.path()));
                assert!(fine, "{step}: {said}");
            }
        };
        follow(&artefact.apply);
        assert!(!lab.reaches(OFF, 8099));
        assert!(lab.reaches(NEIGHBOR, 8099));
        follow(&artefact.undo);
        assert!(lab.reaches(OFF, 8099));
    });
}
