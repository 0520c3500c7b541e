//! C's calls, through the C library.

use php_sockets_bench::c_style::C;
use php_sockets_bench::kernel::Glibc;
use php_sockets_bench::worker;

fn main() {
    worker::main::<C<Glibc>>();
}
