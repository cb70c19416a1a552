/** A mixed load over a fleet with faults drawn at random, for as long as is wished. */
package dev.memjay.it.soak;
