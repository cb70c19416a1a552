/** Everything that can be put under load: bare sockets, the peers and Memjay, behind one small interface. */
@NullMarked
package dev.memjay.benchmarks.contenders;

import org.jspecify.annotations.NullMarked;
