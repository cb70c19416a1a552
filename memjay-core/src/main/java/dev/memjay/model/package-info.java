/** The nouns that users meet: nodes, results, item facts. They stand on nothing but the errors. */
@NullMarked
package dev.memjay.model;

import org.jspecify.annotations.NullMarked;
