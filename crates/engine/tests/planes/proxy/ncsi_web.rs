//! nginx as the web server of Windows' connectivity test.

use backchat_engine::plane::{self, Family, PlaneError};

use super::client::http;
use super::nginx::{check, main, start};
use super::{put, text, wait};
use crate::consumer::{Place, free_port, has};
use crate::policies;

const POLICY: &str =
    "preset = \"quiet\"\nncsi = { answer = \"192.0.2.80\", answer6 = \"2001:db8::80\" }";

#[test]
fn nginx_answers_the_test_to_the_byte() {
    if !has("nginx") {
        return;
    }
    policies::with("ncsi", POLICY, |order| {
        let artefact = plane::find("ncsi-web").unwrap().compile(order).unwrap();
        let all = artefact.files[0].text().unwrap();
        assert!(all.contains("listen 192.0.2.80:80;") && all.contains("listen [2001:db8::80]:80;"));
        assert!(all.contains(
            "server_name www.msftconnecttest.com ipv6.msftconnecttest.com www.msftncsi.com;"
        ));
        let place = Place::new("ncsi");
        let port = free_port();
        let listen = format!("listen 127.0.0.1:{port};");
        put(
            &place,
            &artefact.files,
            &[
                ("listen 192.0.2.80:80;", listen.as_str()),
                ("listen [2001:db8::80]:80;", ""),
            ],
        );
        let folder = text(place.path());
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .iter()
            .map(|it| format!("{it}_temp_path {folder}/{it};"))
            .collect();
        let configuration = main(
            &place,
            &format!("http {{ {temporary} include {folder}/backchat-ncsi.conf; }}"),
        );
        let (fine, said) = check(&configuration);
        assert!(fine, "{said}");
        let mut running = start(&configuration);
        wait(&mut running, port);
        let get = |host: &str, path: &str| {
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            let (status, answer) = http(port, &request);
            let (_, body) = answer.split_once("\r\n\r\n").unwrap();
            (status, body.to_owned())
        };
        for host in ["www.msftconnecttest.com", "ipv6.msftconnecttest.com"] {
            assert_eq!(
                get(host, "/connecttest.txt"),
                (200, "Microsoft Connect Test".to_owned())
            );
        }
        assert_eq!(
            get("www.msftncsi.com", "/ncsi.txt"),
            (200, "Microsoft NCSI".to_owned())
        );
        assert_eq!(get("www.msftconnecttest.com", "/redirect").0, 200);
        assert_eq!(get("www.msftconnecttest.com", "/other").0, 404);
    });
}

#[test]
fn there_is_no_server_for_a_policy_that_answers_nothing() {
    policies::with("quiet", "preset = \"quiet\"", |order| {
        let result = plane::find("ncsi-web").unwrap().compile(order);
        assert!(matches!(result, Err(PlaneError::Nothing(_))));
    });
}

#[test]
fn planes_that_cannot_answer_names_say_so() {
    policies::with("ncsi", POLICY, |order| {
        for plane in plane::PLANES.iter().filter(|it| {
            let ability = it.ability();
            ability.family == Family::Proxy && ability.names.is_some()
        }) {
            let notes = plane.compile(order).unwrap().notes;
            let says = notes.iter().any(|it| it.contains("connectivity test"));
            assert!(says, "{}: {notes:?}", plane.id());
        }
    });
}
