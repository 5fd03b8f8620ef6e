/** Pages that are loading, those of any webview. */
export class PageLoads {
  private readonly pages = new Set<object>();

  /** @param tell is told when a first one begins to load, and when none does any more */
  constructor(private readonly tell: (loading: boolean) => void) {}

  begin(page: object): void {
    const none = this.pages.size === 0;
    this.pages.add(page);
    if (none) this.tell(true);
  }

  end(page: object): void {
    if (this.pages.delete(page) && this.pages.size === 0) this.tell(false);
  }
}
