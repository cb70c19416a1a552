/** What is measured, compared, and written down. */
@NullMarked
package dev.memjay.benchmarks.report;

import org.jspecify.annotations.NullMarked;
