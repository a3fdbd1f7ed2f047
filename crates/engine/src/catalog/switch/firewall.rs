//! Rules of the Windows firewall in the form that policies keep them in the registry ([MS-GPFAS] 2.2.2.19):
//! `v2.25|Action=Block|Active=TRUE|Dir=Out|…|`.

use super::SwitchError;

/// A rule, as far as the catalog needs it: it stops one program's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirewallRule<'a> {
    /// Its name for people.
    pub name: &'a str,
    /// The program's path, with variables between percent signs.
    pub program: &'a str,
    /// The protocol's number; absent where all are meant.
    pub protocol: Option<u8>,
    /// Whether it is about calls of the machine, and not calls to it.
    pub outbound: bool,
    /// Whether it blocks, and does not allow.
    pub block: bool,
}

impl<'a> FirewallRule<'a> {
    /// Reads a rule.
    ///
    /// # Errors
    /// Where a part is missing, or says what the catalog's rules do not: a compiler that skipped it would make a
    /// wider rule.
    pub fn read(text: &'a str) -> Result<Self, SwitchError> {
        let mut parts = text.split('|');
        if !parts.next().is_some_and(|version| version.starts_with('v')) {
            return Err(SwitchError::Rule("it does not begin with a version"));
        }
        let (mut name, mut program, mut protocol) = (None, None, None);
        let (mut outbound, mut block, mut active) = (None, None, false);
        for part in parts.filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("Name", value)) => name = Some(value),
                Some(("App", value)) => program = Some(value),
                Some(("Protocol", value)) => {
                    let number = value.parse();
                    let number = number.map_err(|_| SwitchError::Rule("the protocol is no number"));
                    protocol = Some(number?);
                }
                Some(("Dir", value)) => outbound = Some(value == "Out"),
                Some(("Action", value)) => block = Some(value == "Block"),
                Some(("Active", value)) => active = value == "TRUE",
                _ => return Err(SwitchError::Rule("a part of it is not known")),
            }
        }
        if !active {
            return Err(SwitchError::Rule("it is not active"));
        }
        Ok(Self {
            name: name.ok_or(SwitchError::Rule("it has no name"))?,
            program: program.ok_or(SwitchError::Rule("it has no program"))?,
            protocol,
            outbound: outbound.ok_or(SwitchError::Rule("it has no direction"))?,
            block: block.ok_or(SwitchError::Rule("it has no action"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_its_program() {
        let rule = FirewallRule::read(
            r"v2.25|Action=Block|Active=TRUE|Dir=Out|Protocol=6|App=%windir%\x.exe|Name=Block x|",
        )
        .unwrap();
        assert_eq!((rule.name, rule.program), ("Block x", r"%windir%\x.exe"));
        assert_eq!(
            (rule.protocol, rule.outbound, rule.block),
            (Some(6), true, true)
        );
    }

    #[test]
    fn a_part_that_would_be_lost_is_an_error() {
        let rule = "v2.25|Action=Block|Active=TRUE|Dir=Out|RPort=443|App=x|Name=n|";
        assert!(FirewallRule::read(rule).is_err());
    }

    #[test]
    fn a_rule_that_is_not_active_is_an_error() {
        assert!(FirewallRule::read("v2.25|Action=Block|Dir=Out|App=x|Name=n|").is_err());
    }
}
