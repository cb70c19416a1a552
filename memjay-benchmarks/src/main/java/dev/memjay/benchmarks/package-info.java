/** The load program that compares Memjay with its peers and with bare sockets on a real memcached. */
@NullMarked
package dev.memjay.benchmarks;

import org.jspecify.annotations.NullMarked;
