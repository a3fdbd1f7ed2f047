//! Addresses as a plane will say them: which may be blocked, where each is known from and until when it counts, and how
//! that is what was meant. A plane prints this and decides nothing.
//!
//! There are two sources. Vendors list ranges beside names ([`ranges`]); and captures show under which addresses a name
//! that is turned off was called ([`seen`]). An address is listed only if nothing that stays, and nothing unknown, is
//! known to be there.

mod ranges;
mod seen;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Fidelity, NamePlan, Order, PlaneError, Ruled};
use crate::attribute::Network;
use crate::intent::List;
use crate::rules::Forms;

/// How many days a seen address counts: services move.
pub const SEEN_DAYS: i32 = 14;

/// What a plane says of addresses.
#[derive(Clone, Debug, Default)]
pub struct AddressPlan {
    /// Networks to block, each once, in their order; they may overlap.
    pub listed: Vec<Listed>,
    /// For each rule of the intent, how seen addresses say it.
    pub of_rules: Vec<Ruled>,
    /// For each set of ranges that vendors document, how it is said.
    pub of_ranges: Vec<Ruled>,
}

/// A network to block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The network.
    pub network: Network,
    /// The ids of the areas that it belongs to.
    pub areas: Vec<String>,
    /// What it is, and where it is known from, as a clause for comments.
    pub purpose: String,
    /// The last day that it counts; none where a vendor documents it.
    pub until: Option<Date>,
}

impl AddressPlan {
    /// Works out which addresses may be blocked.
    ///
    /// # Errors
    /// Where the policy asks for a list of what is allowed: nobody knows the addresses of all that is.
    pub fn of(order: &Order<'_>) -> Result<Self, PlaneError> {
        if order.intent.list == List::Allow {
            return Err(PlaneError::NoAllowList);
        }
        let mut kept = ranges::kept(order.intent);
        kept.extend(seen::kept(order));
        let mut found: BTreeMap<Network, Listed> = BTreeMap::new();
        let of_ranges = ranges::list(order.intent, &kept, &mut found);
        let of_rules = seen::list(order, &kept, &mut found);
        Ok(Self {
            listed: found.into_values().collect(),
            of_rules,
            of_ranges,
        })
    }

    /// All rules: those of destinations, then those of ranges.
    #[must_use]
    pub fn rules(&self) -> Vec<Ruled> {
        let all = self.of_rules.iter().chain(&self.of_ranges);
        all.cloned().collect()
    }

    /// The names that a plane says beside these addresses; none where it can say none and there are addresses.
    ///
    /// # Errors
    /// Where there are neither names nor addresses.
    pub fn with_names(
        &self,
        order: &Order<'_>,
        forms: Forms,
    ) -> Result<Option<NamePlan>, PlaneError> {
        match NamePlan::of(order, forms) {
            Ok(plan) => Ok(Some(plan)),
            Err(PlaneError::Nothing(_)) if !self.listed.is_empty() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How each rule comes out: by name where the plane can say it, by seen addresses otherwise; then the ranges. A rule by
    /// name hits `whatever` else has the addresses, too.
    #[must_use]
    pub fn rules_with(&self, names: Option<&NamePlan>, whatever: &str) -> Vec<Ruled> {
        let Some(plan) = names else {
            return self.rules();
        };
        let by_name = plan.rules_by_address(whatever).into_iter();
        let each = by_name.zip(&self.of_rules);
        let each = each.map(|(by_name, by_address)| match by_name.fidelity {
            Fidelity::Refused => by_address.clone(),
            _ => by_name,
        });
        each.chain(self.of_ranges.iter().cloned()).collect()
    }

    /// The networks of one family, ranges that vendors document or seen addresses.
    pub fn of_kind(&self, v6: bool, seen: bool) -> impl Iterator<Item = &Listed> {
        self.listed
            .iter()
            .filter(move |it| it.network.address().is_ipv6() == v6 && it.until.is_some() == seen)
    }

    /// Why there is nothing to write.
    #[must_use]
    pub fn nothing(&self, order: &Order<'_>) -> PlaneError {
        let why = match order.observation {
            None => {
                "no vendor documents an address range for it alone, and no capture shows addresses"
            }
            Some(_) => "no address was seen or is documented at which nothing else is known to be",
        };
        PlaneError::Nothing(why.to_owned())
    }
}

/// The last day that an address counts which is listed today.
fn until(today: Date) -> Date {
    today.saturating_add(SEEN_DAYS.days())
}

/// Adds a network; where it is known already, what is new about it.
fn add(found: &mut BTreeMap<Network, Listed>, listed: Listed) {
    match found.get_mut(&listed.network) {
        None => {
            found.insert(listed.network, listed);
        }
        Some(known) => {
            for area in listed.areas {
                if !known.areas.contains(&area) {
                    known.areas.push(area);
                }
            }
            if !known.purpose.contains(&listed.purpose) {
                known.purpose.push_str("; ");
                known.purpose.push_str(&listed.purpose);
            }
            // What a vendor documents does not expire.
            known.until = known.until.and(listed.until);
        }
    }
}
