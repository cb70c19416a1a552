package shop;

/** A book as the next release has it: with a currency. */
public record Book(long id, String title, String author, long price, String currency) {}
