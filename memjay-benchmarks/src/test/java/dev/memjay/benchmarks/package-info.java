@NullMarked
package dev.memjay.benchmarks;

import org.jspecify.annotations.NullMarked;
