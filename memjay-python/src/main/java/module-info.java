/** Values as clients of Python store them, pickles included, and pylibmc's behaviors as settings. */
module dev.memjay.python {
    requires pickle;
    requires transitive dev.memjay;
    requires static transitive org.jspecify;

    exports dev.memjay.python;
}
