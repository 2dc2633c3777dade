/** Prints the story on the terminal and counts failed checks. */
export class Narrator {
  checks = 0;
  mistakes = 0;
  private chapters = 0;

  title(text: string): void {
    console.log(`\n${text}\n${'─'.repeat(text.length)}`);
  }

  chapter(text: string): void {
    this.chapters += 1;
    console.log(`\n${String(this.chapters).padStart(2)}  ${text}`);
  }

  say(text: string): void {
    console.log(`    ${text}`);
  }

  check(text: string, isRight: boolean): void {
    this.checks += 1;
    if (!isRight) this.mistakes += 1;
    console.log(`    ${isRight ? '✓' : '✗ NOT SO:'} ${text}`);
  }

  mistake(text: string): void {
    this.check(text, false);
  }
}
