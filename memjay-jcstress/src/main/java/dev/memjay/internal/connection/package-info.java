/** Stress tests of the connection's memory ordering, for jcstress. */
package dev.memjay.internal.connection;
