class PagesController < ApplicationController
  def health
    render plain: "ok"
  end

  def landing
    render "pages/landing_2026"
  end

  def offer
    @item = nil
    render "pages/offer"
  end

  def broken
    PriceRules.apply(3)
    head :ok
  end

  def export
    require "axlsx_builder"
    head :ok
  end

  def sorry
    render plain: "sorry", status: 500
  end
end
