/** What others would build on the public API alone: adapters to Spring's and JCache's cache, and programs in their manner. */
package dev.memjay.it.adapter;
