@NullMarked
package dev.memjay.benchmarks.report;

import org.jspecify.annotations.NullMarked;
