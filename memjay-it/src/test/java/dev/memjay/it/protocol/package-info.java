/** What is spoken with servers old and new and with proxies, and how the client finds out. */
@org.jspecify.annotations.NullMarked
package dev.memjay.it.protocol;
