//! Every plane against many policies: what it claims of names is what was meant, up to the differences that it states; and
//! the real programs do what it claims.

mod claims;
mod consumer;
mod policies;
mod question;

mod dns;
mod machine;
