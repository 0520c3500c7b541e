//! The feature `tracing`: what each function reports of a call, whole.

mod listener;

mod addrinfo;
mod create;
mod example;
mod io_poll;
mod message;
mod option;
mod rules;
mod select;
mod transfer;
