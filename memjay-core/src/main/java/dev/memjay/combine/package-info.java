/**
 * What is made of several keyspaces, or of one called again: {@link dev.memjay.combine.Retrying}, {@link
 * dev.memjay.combine.Fallback} and {@link dev.memjay.combine.Zones}. Each takes keyspaces, yours too, and returns one.
 */
@NullMarked
package dev.memjay.combine;

import org.jspecify.annotations.NullMarked;
