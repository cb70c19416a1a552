/** What the pages "Coming from" say of other clients, row by row, and that they leave nothing out. */
@NullMarked
package dev.memjay.it.comingfrom;

import org.jspecify.annotations.NullMarked;
