@NullMarked
package dev.memjay.benchmarks.server;

import org.jspecify.annotations.NullMarked;
