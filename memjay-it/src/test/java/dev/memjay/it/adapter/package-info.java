/** What others would build on the public API alone: an adapter to Spring's cache, and programs in their manner. */
package dev.memjay.it.adapter;
